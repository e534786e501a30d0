// Did one of these files change since it was asked last? By modification time and size.
#pragma once

#include <filesystem>
#include <utility>
#include <vector>

namespace renkei::http {

class FileWatch {
public:
    explicit FileWatch(std::vector<std::filesystem::path> files) : files_(std::move(files)), seen_(look()) {}
    bool changed();
    void again() { seen_.clear(); } // what changed could not be used: the next changed() says so once more

private:
    struct Look {
        std::filesystem::file_time_type written{};
        std::uintmax_t size = 0; // of a file that is not there: all ones
        bool operator==(const Look&) const = default;
    };
    std::vector<Look> look() const;

    std::vector<std::filesystem::path> files_;
    std::vector<Look> seen_;
};

} // namespace renkei::http
