// Does a row say anything at all?
#pragma once

#include "gateway/forms/record.h"

#include <algorithm>

namespace renkei::forms {

// No item and no row below it.
inline bool is_bare(const Form& form, const Row& row) {
    const Group& group = form.groups()[row.group];
    constexpr std::size_t bits = 64;
    const auto zero = [](std::uint64_t word) { return word == 0; };
    return std::all_of(row.present, row.present + (group.items + bits - 1) / bits, zero) &&
           std::all_of(row.groups, row.groups + group.groups, [](const Rows& rows) { return rows.count == 0; });
}

}  // namespace renkei::forms
