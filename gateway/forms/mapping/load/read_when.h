// `when:` of an entry: the conditions under which it is written.
#pragma once

#include "gateway/core/yaml/source.h"
#include "gateway/forms/mapping/load/example.h"

#include <vector>

namespace renkei::mapping {

// One condition or a list of them: ITEM (a flag), {item: ID, is: [codes]}, {item: ID, not: [codes]}, {item:
// ID}, {empty: ID}.
std::vector<WhenTest> read_when(const yaml::Node& when, const form::Tables& tables, diag::Report& report);

// Does a condition ask for a value of an item that this version of the form does not have? Then it never
// holds.
bool asks_for_without(const yaml::Node& when, const form::Tables& tables);

// Does the list of the item have the code? Of a flag: 0 or 1.
bool is_code_of(const form::Tables& tables, ItemId index, std::string_view code);

} // namespace renkei::mapping
