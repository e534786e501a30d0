// Whether one of these files changed since the last call, by modification time and size.
#pragma once

#include <filesystem>
#include <utility>
#include <vector>

namespace renkei::runtime {

class FileWatch {
public:
    explicit FileWatch(std::vector<std::filesystem::path> files) : files_(std::move(files)), seen_(look()) {}
    bool changed();
    void again() { seen_.clear(); } // the change could not be used: the next changed() returns true again

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

} // namespace renkei::runtime
