// Judges codings: in their code system, and in a value set.
#pragma once

#include "gateway/terms/membership.h"
#include "gateway/terms/store.h"

namespace renkei::terms {

// known: the code system's table if it is at hand already; it answers for a coding without version.
CodeCheck check_code(Store& store, const Coding& coding, const Options& options,
                     const CodeTable* known = nullptr);
Verdict check_member(Store& store, const ValueSetTable& set, const Coding& coding, const Options& options);
Verdict check_bare_code(Store& store, const ValueSetTable& set, std::string_view code);
std::vector<Designation> right_displays(Store& store, const Coding& coding, const Options& options);

} // namespace renkei::terms
