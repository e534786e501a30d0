#include "gateway/network/sharing/form_part.h"

#include <algorithm>

namespace renkei::sharing {

bool FormPart::shows(std::string_view item, ItemContent content) const {
    const bool is_of_kind =
        kinds == all_kinds_of_form || std::ranges::any_of(rows, [&](const FormItems& row) {
            return (row.kinds & kinds) != 0 && std::ranges::binary_search(row.items, item);
        });
    if (!is_of_kind || hidden == nullptr) {
        return is_of_kind;
    }
    return content == ItemContent::text ? std::ranges::binary_search(hidden->texts, item)
                                        : !std::ranges::binary_search(hidden->places, item);
}

} // namespace renkei::sharing
