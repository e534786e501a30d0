// Remembers which hashes occurred before, so that only texts that occur again are cached. Bounded: senders
// can invent texts without end.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace renkei::validate {

class SeenFilter {
public:
    // Did the hash occur before, and few others in its row since? Adds it.
    bool test_and_add(std::size_t hash) {
        Row& row = rows_[hash % rows_.size()];
        const auto at = std::ranges::find(row, hash);
        const bool is_known = at != row.end();
        // the last to be forgotten
        std::rotate(row.begin(), is_known ? at : row.end() - 1, is_known ? at + 1 : row.end());
        row.front() = hash;
        return is_known;
    }

private:
    // Several, so that texts that always occur together do not evict each other.
    using Row = std::array<std::size_t, 4>;
    std::array<Row, 1024> rows_{}; // the full documents of all forms have some 1500 resources
};

} // namespace renkei::validate
