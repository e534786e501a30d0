// Tables with one row per kind of cell are looked up by the kind itself.
#pragma once

#include "gateway/forms/form/form.h"

#include <cstddef>

namespace renkei::record {

template <class Kinds>
constexpr bool in_order_of_kinds(const Kinds& kinds) {
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (kinds[i].kind != static_cast<form::CellKind>(i)) {
            return false;
        }
    }
    return true;
}

} // namespace renkei::record
