// What comes once is not worth remembering; what comes again is. Bounded: senders can invent texts without end.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

namespace renkei::validate {

class MetBefore {
public:
    // Was something with this hash met before, and not too much since that shares its row? Now it is.
    bool meet(std::size_t hash) {
        Row& row = rows_[hash % rows_.size()];
        const auto at = std::ranges::find(row, hash);
        const bool is_known = at != row.end();
        std::rotate(row.begin(), is_known ? at : row.end() - 1, is_known ? at + 1 : row.end()); // the last to be forgotten
        row.front() = hash;
        return is_known;
    }

private:
    // Several, so that what always comes together does not make each other forgotten.
    using Row = std::array<std::size_t, 4>;
    std::array<Row, 256> rows_{};
};

} // namespace renkei::validate
