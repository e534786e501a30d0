// Everything a validation needs to know that is not in the document: definitions, profiles, code systems, and
// the plans compiled from them. Thread-safe; made once.
#pragma once

#include "gateway/defs/defs.h"
#include "gateway/packages/library.h"
#include "gateway/profiles/profiles.h"
#include "gateway/terms/terminology.h"
#include "gateway/validate/plan.h"

#include <memory>
#include <string_view>
#include <vector>

namespace renkei::validate {

// What becomes of an element of a profile that says nothing beyond the type (says_nothing.h). Looking at it finds nothing and costs time:
// `looked_at` is for the test that holds it to that.
enum class IdleElements : bool { passed_over, looked_at };

class Knowledge {
public:
    explicit Knowledge(const packages::Library& library, IdleElements idle = IdleElements::passed_over); // the library lives longer
    ~Knowledge();

    // By canonical, or by name of an R4 type; nullptr: not here, or it cannot be used (see profiles()).
    const StructurePlan* plan(std::string_view canonical) const;
    // R4's own definition of a type.
    const StructurePlan* plan(defs::TypeId type) const;
    // Compiled once for each text.
    const ConstraintPlan& expression(std::string_view text) const;

    // Profiles that a loaded implementation guide asks of every resource of a type
    // (ImplementationGuide.global).
    std::vector<std::string_view> global_profiles(std::string_view type) const;
    // The profile that R4 asks of a resource with this code (code_profiles.h); empty: none. Only for types that have such profiles.
    static bool has_code_profiles(std::string_view type) { return type == "Observation"; }
    std::string_view code_profile(std::string_view system, std::string_view code) const;

    const defs::Defs& defs() const;
    const packages::Library& library() const;
    const profiles::Profiles& profiles() const;
    const terms::Terminology& terms() const;
    IdleElements idle_elements() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace renkei::validate
