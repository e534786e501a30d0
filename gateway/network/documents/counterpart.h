// A document of another form that is found by what this one says: a plan and its result.
#pragma once

#include "gateway/forms/record/value/record.h"
#include "gateway/network/store/rows/rows.h"

#include <functional>
#include <optional>
#include <string_view>

namespace renkei::documents {

// By which the store knows it. `own_item`: the id in the record of an item that names the other document.
// Nothing: the record lacks a value.
std::optional<store::DocumentKey>
counterpart_key(const store::Hash& search_key, const record::Record& record, const form::Form& other,
                const std::function<std::string_view(std::string_view)>& own_item);

} // namespace renkei::documents
