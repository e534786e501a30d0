#include "memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <fstream>

namespace renkei::soak {
namespace {

constexpr std::uint64_t megabyte = 1'000'000;
// heaps breathe: what many large documents at once leave behind
constexpr std::uint64_t unreturned = 8 * megabyte;

} // namespace

void Memory::look_at(pid_t process) {
    std::ifstream file(fmt::format("/proc/{}/status", process));
    for (std::string line; std::getline(file, line);) {
        std::uint64_t kilobytes = 0;
        if (std::sscanf(line.c_str(), "RssAnon: %" SCNu64, &kilobytes) == 1) {
            add(kilobytes * 1024);
        }
    }
}

bool Memory::grows() const { return second() > first() + first() / 8 + unreturned; }

std::string Memory::text() const {
    const std::uint64_t most = samples_.empty() ? 0 : *std::ranges::max_element(samples_);
    return fmt::format("first half {} MB, second half {} MB, at most {} MB", first() / megabyte,
                       second() / megabyte, most / megabyte);
}

std::uint64_t Memory::middle(std::size_t from, std::size_t to) const {
    if (from >= to) {
        return 0;
    }
    std::vector<std::uint64_t> part(samples_.begin() + static_cast<std::ptrdiff_t>(from),
                                    samples_.begin() + static_cast<std::ptrdiff_t>(to));
    const auto half = part.begin() + static_cast<std::ptrdiff_t>(part.size() / 2);
    std::ranges::nth_element(part, half);
    return *half;
}

} // namespace renkei::soak
