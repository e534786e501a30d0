// What a document shows of the edition that it is of: the versions that its profiles name, and what it has as
// one edition writes it and another does not.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/forms/mapping/plan/plan.h"

#include <string_view>
#include <vector>

namespace renkei::mapping {

struct EditionClaim {
    std::string_view version;
    json::NodeId profile; // where it stands
};

// Of the profiles that the form has, those with a version, in the order of the document: the Bundle's first.
std::vector<EditionClaim> edition_claims(const Plan& plan, const json::Tree& tree);

// Elements that are not as this edition writes them, but as it reads them (`accept:`, `since:`, `until:`).
std::vector<json::NodeId> accepted_elements(const Plan& plan, const json::Tree& tree);

} // namespace renkei::mapping
