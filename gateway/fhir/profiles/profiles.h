// Finds StructureDefinitions among the packages and keeps them ready. A definition that has only a
// differential gets its snapshot here.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/fhir/packages/library.h"
#include "gateway/fhir/profiles/structure.h"

#include <memory>
#include <string_view>

namespace renkei::profiles {

class Profiles {
public:
    explicit Profiles(const packages::Library& library); // which lives longer
    ~Profiles();

    // canonical: "url" or "url|version"; a name of a type ("Patient") is R4's own. nullptr: not here, or it
    // cannot be used: problems() says why. Thread-safe; what it returns lives as long as this object.
    const Structure* find(std::string_view canonical) const;
    // The problems of a definition that find() could not return, or returned with parts left out.
    diag::Report problems(std::string_view canonical) const;

    const packages::Library& library() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace renkei::profiles
