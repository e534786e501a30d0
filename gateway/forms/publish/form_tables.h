// The tables of a form for readers without mappings: what it is, its columns or paths, code lists, rules, and
// with whom and what it is exchanged.
#pragma once

#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/publish/table.h"

namespace renkei::publish {

// "form" (a row for each syntax), "items-SYNTAX" of each syntax, "codes", "rules", "exchange".
std::vector<Table> form_tables(const mapping::Plan& plan);

} // namespace renkei::publish
