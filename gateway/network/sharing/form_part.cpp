#include "gateway/network/sharing/form_part.h"

#include <algorithm>

namespace renkei::sharing {

bool FormPart::shows(std::string_view item) const {
    const bool is_of_kind = rows.empty() ? kinds != 0 : std::ranges::any_of(rows, [&](const FormItems& row) {
        return (row.kinds & kinds) != 0 && std::ranges::binary_search(row.items, item);
    });
    return is_of_kind && (of_hidden == nullptr || std::ranges::binary_search(*of_hidden, item));
}

bool FormPart::is_of_open_kind(std::string_view item) const {
    return std::ranges::any_of(rows, [&](const FormItems& row) {
        return !row.is_of_all_kinds && (row.kinds & kinds) != 0 &&
               std::ranges::binary_search(row.items, item);
    });
}

} // namespace renkei::sharing
