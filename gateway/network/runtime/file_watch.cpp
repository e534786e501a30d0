#include "gateway/network/runtime/file_watch.h"

namespace renkei::runtime {

std::vector<FileWatch::Look> FileWatch::look() const {
    std::vector<Look> out;
    for (const std::filesystem::path& file : files_) {
        std::error_code none;
        Look look;
        look.written = std::filesystem::last_write_time(file, none);
        look.size = std::filesystem::file_size(file, none);
        out.push_back(look);
    }
    return out;
}

bool FileWatch::changed() {
    std::vector<Look> now = look();
    const bool differs = now != seen_;
    seen_ = std::move(now);
    return differs;
}

} // namespace renkei::runtime
