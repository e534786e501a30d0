// What particular resources ask for beyond their definition. One file per kind of resource; the table of them
// is in resource_rules.cpp.
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

void apply_resource_rules(Check& check, json::NodeId resource, std::string_view type);

} // namespace renkei::validate
