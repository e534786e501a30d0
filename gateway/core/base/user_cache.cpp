#include "gateway/core/base/user_cache.h"

#include "gateway/core/base/file.h"

#include <cstdlib>

namespace renkei::base {

std::string program_identity() {
    std::error_code error;
    const fs::path self = fs::read_symlink("/proc/self/exe", error);
    const auto size = fs::file_size(self, error);
    return std::to_string(size) + "." +
           std::to_string(fs::last_write_time(self, error).time_since_epoch().count());
}

namespace {

// An empty or relative folder counts as none (XDG Base Directory Specification).
fs::path folder_named_by(const char* variable) {
    const char* const value = std::getenv(variable);
    const fs::path out(value == nullptr ? "" : value);
    return out.is_absolute() ? out : fs::path();
}

} // namespace

fs::path cached_file(const std::string& name) {
    const fs::path caches = folder_named_by("XDG_CACHE_HOME");
    const fs::path home = folder_named_by("HOME");
    if (caches.empty() && home.empty()) {
        return {};
    }
    return (caches.empty() ? home / ".cache" : caches) / "renkei" / name;
}

void keep_cached(const fs::path& file, std::string_view bytes) {
    std::error_code error;
    if (!file.empty() &&
        (fs::create_directories(file.parent_path(), error) || fs::exists(file.parent_path(), error))) {
        (void)write_file(file, bytes, Overwrite::yes);
    }
}

// A program lies in bin/ or tests/, or in libexec/renkei/.
std::filesystem::path installation_folder() {
    std::error_code ignored;
    const std::filesystem::path folder =
        std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    const std::filesystem::path above = folder.parent_path();
    return above.filename() == "libexec" ? above.parent_path() : above;
}

} // namespace renkei::base
