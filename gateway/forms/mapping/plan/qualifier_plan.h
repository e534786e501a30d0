// What a plan holds of the elements that change the meaning of what stands beside them, for the types that
// the example describes.
#pragma once

#include "gateway/core/base/blob.h"
#include "gateway/core/json/names.h"
#include "gateway/forms/mapping/plan/ids.h"
#include "gateway/forms/mapping/plan/qualifiers.h"

#include <cstdint>

namespace renkei::mapping {

using FhirTypeId = base::Id<struct FhirTypeTag, std::uint16_t>;
using QualifierId = base::Id<struct QualifierTag, std::uint16_t>;

// A type of R4 that the example describes. ContactPoint is one type, and in a place with rows of its own
// another.
struct FhirType {
    base::Str resource; // resourceType; empty: it stands in others
    std::uint32_t first_field = 0;
    std::uint32_t fields = 0;     // sorted by name: those that the example describes, and the qualifiers
    std::uint32_t first_time = 0; // names of the elements that say when it was
    std::uint32_t times = 0;
};
struct FhirField {
    json::NameId name = json::no_name;
    FhirTypeId type; // of the value; none: a primitive, or nothing below it is read
    QualifierId qualifier;
};
struct Qualifier {
    base::Str element; // "Observation.status"
    base::Str system;  // of the codes in a CodeableConcept
    std::uint32_t first_answer = 0;
    std::uint32_t answers = 0;
    Asked asked = Asked::code;
    std::uint8_t is_context = 0; // unknown answers have no effect
    std::uint8_t unused[2] = {};
};
struct AnswerRow {
    base::Str answer; // "*": every other one
    base::Str family;
    Treatment treatment = Treatment::never;
    std::uint8_t unused[3] = {};
};
// A family of answers that an entry takes beside what it writes.
struct Understood {
    json::NameId name = json::no_name; // of the resource's element
    std::uint16_t unused = 0;
    base::Str family;
};

} // namespace renkei::mapping
