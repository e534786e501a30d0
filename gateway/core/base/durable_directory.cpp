#include "gateway/core/base/durable_directory.h"

#include "gateway/core/base/file_descriptor.h"
#include "generated/messages/exchange.h"

#include <fcntl.h>

#include <cstring>

namespace renkei::base {
namespace {

namespace fs = std::filesystem;
namespace message = diag::message;

} // namespace

tl::unexpected<diag::Error> directory_unusable(const fs::path& folder, int error) {
    return diag::fail(message::folder_unusable, {.file = folder.string()}, {std::strerror(error)});
}

diag::Result<void> sync_directory(const fs::path& folder) {
    const FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // EINVAL: nothing to flush there
    if (!opened.ok() || (::fsync(opened.number()) != 0 && errno != EINVAL)) {
        return directory_unusable(folder, errno);
    }
    return {};
}

diag::Result<void> make_directory(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        return directory_unusable(folder, error.value());
    }
    return {};
}

} // namespace renkei::base
