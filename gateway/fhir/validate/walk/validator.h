// The validator: a FHIR resource in, everything that is wrong with it out.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/tree.h"
#include "gateway/fhir/validate/walk/not_judged.h"
#include "gateway/fhir/validate/walk/options.h"
#include "gateway/fhir/validate/walk/validation_context.h"

#include <memory>

namespace renkei::validate {

// Reusable, one per thread; the context is shared.
class Validator {
public:
    explicit Validator(const ValidationContext& context);
    Validator(Validator&&) noexcept;
    ~Validator(); // where State is known

    // The tree was parsed with R4Definitions::names(), or with a table that begins with them. Findings come
    // in the order of their places; each has the place's line, column and FHIRPath. Returns what was not
    // judged.
    NotJudgedCounts validate(const Tree& tree, const ValidationOptions& options, diag::Report& report);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace renkei::validate
