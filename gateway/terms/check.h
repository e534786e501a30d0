// Judges codings: in their code system, and in a value set.
#pragma once

#include "gateway/terms/membership.h"
#include "gateway/terms/store.h"

namespace renkei::terms {

CodeCheck check_code(Store& store, const Coding& coding, const Options& options);
Verdict check_member(Store& store, const ValueSetTable& set, const Coding& coding, const Options& options);
Verdict check_bare_code(Store& store, const ValueSetTable& set, std::string_view code);
std::vector<Designation> right_displays(Store& store, const Coding& coding, const Options& options);

} // namespace renkei::terms
