#include "gateway/exchange/durable.h"

#include "gateway/base/descriptor.h"
#include "gateway/base/file.h"

#include <cstdio>
#include <cstring>
#include <fcntl.h>

namespace renkei::exchange {
namespace {

namespace fs = std::filesystem;
using diag::Message;

tl::unexpected<diag::Error> unusable(const fs::path& path, int error) {
    return diag::fail(Message::folder_unusable, {.file = path.string()}, {std::strerror(error)});
}

// For file systems whose rename knows no such wish: 0, or what is wrong.
int link_and_remove(const fs::path& from, const fs::path& to) {
    if (::link(from.c_str(), to.c_str()) != 0) {
        return errno;
    }
    return ::unlink(from.c_str()) == 0 ? 0 : errno;
}

} // namespace

diag::Result<Moved> move_new(const fs::path& from, const fs::path& to) {
    int error = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0 ? 0 : errno;
    if (error == EINVAL || error == ENOSYS) {
        error = link_and_remove(from, to);
    }
    switch (error) {
    case 0: return Moved::yes;
    case EEXIST: return Moved::taken;
    case ENOENT: return Moved::gone;
    default: return unusable(to, error);
    }
}

diag::Result<void> flush_folder(const fs::path& folder) {
    const base::Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.ok() || (::fsync(opened.number()) != 0 && errno != EINVAL)) { // EINVAL: nothing to flush there
        return unusable(folder, errno);
    }
    return {};
}

diag::Result<void> write_durably(const fs::path& file, std::string_view bytes) {
    TRY_VOID(base::write_file(file, bytes, base::Overwrite::yes));
    return flush_folder(file.parent_path());
}

diag::Result<void> make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        return unusable(folder, error.value());
    }
    return {};
}

} // namespace renkei::exchange
