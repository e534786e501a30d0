#include "gateway/network/store/files/file_location.h"

#include "gateway/core/base/filesystem.h"
#include "generated/messages/store.h"

#include <sys/stat.h>

#include <algorithm>
#include <string_view>

namespace renkei::store {
namespace {

constexpr std::array<std::string_view, 3> endings{"", "-wal", "-shm"};

} // namespace

FileIdentity identity_of(const fs::path& file) {
    struct stat about {};
    return ::stat(file.c_str(), &about) == 0 ? FileIdentity{about.st_dev, about.st_ino} : FileIdentity{};
}

// The configured name for the database, so that a link that leads elsewhere now is noticed; SQLite puts the
// others where the link led.
FileLocation::FileLocation(const fs::path& file) {
    std::error_code unreadable;
    const fs::path real = fs::canonical(file, unreadable);
    for (std::size_t i = 0; i < files_.size(); ++i) {
        files_[i].name = i == 0 || unreadable ? file : real;
        files_[i].name += endings[i];
        files_[i].identity = identity_of(files_[i].name);
    }
}

std::optional<std::string> FileLocation::moved_file() const {
    const auto* const other = std::ranges::find_if(files_, [](const File& it) {
        return it.identity == FileIdentity() || identity_of(it.name) != it.identity;
    });
    return other == files_.end() ? std::nullopt : std::optional(other->name.filename().string());
}

tl::unexpected<diag::Error> MovedFileRecord::record(const std::string& file) {
    {
        const std::lock_guard lock(mutex_);
        file_ = file_.empty() ? file : file_;
    }
    return tl::make_unexpected(*error());
}

std::optional<diag::Error> MovedFileRecord::error() const {
    const std::lock_guard lock(mutex_);
    if (file_.empty()) {
        return std::nullopt;
    }
    return diag::finding(diag::message::store_failed, {},
                         {file_ + " was removed, moved or replaced while the store was open"});
}

std::string MovedFileRecord::text() const {
    const std::optional<diag::Error> found = error();
    return found ? diag::sentence(found->message, found->args, diag::Language::english) : std::string();
}

} // namespace renkei::store
