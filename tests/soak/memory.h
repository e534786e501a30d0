// The resident memory of a process over time, and whether it only ever grows. Pages of files are not counted:
// the system takes them back.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace renkei::soak {

class Memory {
public:
    void look_at(pid_t process);
    void add(std::uint64_t bytes) { samples_.push_back(bytes); }
    // Of the second half against the first: more than a warm process needs. What comes before the first tenth
    // is warming up.
    bool grows() const;
    std::string text() const; // "first half 61 MB, second half 63 MB, at most 70 MB"

private:
    std::uint64_t middle(std::size_t from, std::size_t to) const; // median of these samples
    std::uint64_t first() const { return middle(samples_.size() / 10, samples_.size() / 2); }
    std::uint64_t second() const { return middle(samples_.size() / 2, samples_.size()); }

    std::vector<std::uint64_t> samples_{};
};

} // namespace renkei::soak
