// One item of a filled form: its value there, its home in the mapping, and where the value stands in FHIR.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/publish/loaded_form.h"
#include "gateway/forms/service/values.h"

#include <string>
#include <vector>

namespace renkei::service {

struct Trace {
    std::string item; // its id
    std::string name; // as printed
    Values in_form;   // of every row; none: the form has no value
    diag::Where line; // of the mapping; no line: the mapping at hand has none
    std::string home; // FHIRPath; empty: the item is in no document
    Values in_fhir;   // places and what stands there
};

// What `wanted` names: an item by its id or printed name (several may have that), or a place of the bundle:
// then the items that have their home there or below. `bundle` is the record's. `form`: the mapping's text;
// null: not at hand.
std::vector<Trace> trace(const mapping::Plan& plan, const publish::LoadedForm* form,
                         const definitions::R4Definitions& r4, const record::Record& record,
                         std::string_view bundle, std::string_view wanted);

// The item id that is nearest to `wrong`; empty: none is near.
std::string nearest_item(const mapping::Plan& plan, std::string_view wrong);

} // namespace renkei::service
