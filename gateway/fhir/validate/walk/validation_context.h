// Everything that a validation needs besides the document: definitions, profiles, code systems, and the plans
// compiled from them. Thread-safe; made once.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/fhir/packages/library.h"
#include "gateway/fhir/profiles/profiles.h"
#include "gateway/fhir/terminology/terminology.h"
#include "gateway/fhir/validate/terminology/partial_lists.h"
#include "gateway/fhir/validate/walk/plan.h"

#include <memory>
#include <string_view>
#include <vector>

namespace renkei::validate {

// How a walk treats elements of a profile that add nothing to the type's definition (redundant_elements.h).
// Visiting them finds nothing and costs time: `visited` is for the test that proves it.
enum class RedundantElements : bool { skipped, visited };

class ValidationContext {
public:
    // the library lives longer
    explicit ValidationContext(const packages::Library& library,
                               RedundantElements redundant_elements = RedundantElements::skipped);
    ~ValidationContext();

    // By canonical, or by name of an R4 type; nullptr: not here, or it cannot be used (see profiles()).
    const StructurePlan* plan(std::string_view canonical) const;
    // R4's own definition of a type.
    const StructurePlan* plan(definitions::TypeId type) const;
    // Of a loaded definition; compiled once for each text, and kept.
    const ConstraintPlan& expression(std::string_view text) const;

    // Profiles that a loaded implementation guide asks of every resource of a type
    // (ImplementationGuide.global).
    std::vector<std::string_view> global_profiles(std::string_view type) const;
    // The profile that R4 asks of a resource with this code (code_profiles.h); empty: none. Only for types
    // that have such profiles.
    static bool has_code_profiles(std::string_view type) { return type == "Observation"; }
    std::string_view code_profile(std::string_view system, std::string_view code) const;

    const definitions::R4Definitions& r4() const;
    const packages::Library& library() const;
    const profiles::Profiles& profiles() const;
    const terminology::Terminology& terminology() const;
    PartialLists& partial_lists() const;
    RedundantElements redundant_elements() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace renkei::validate
