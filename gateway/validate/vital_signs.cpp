#include "gateway/validate/vital_signs.h"

#include <algorithm>
#include <array>

namespace renkei::validate {
namespace {

struct Row {
    std::string_view code;
    std::string_view profile;
};
constexpr std::array rows{
    Row{"2708-6", "http://hl7.org/fhir/StructureDefinition/oxygensat"},
    Row{"29463-7", "http://hl7.org/fhir/StructureDefinition/bodyweight"},
    Row{"39156-5", "http://hl7.org/fhir/StructureDefinition/bmi"},
    Row{"8302-2", "http://hl7.org/fhir/StructureDefinition/bodyheight"},
    Row{"8310-5", "http://hl7.org/fhir/StructureDefinition/bodytemp"},
    Row{"85353-1", "http://hl7.org/fhir/StructureDefinition/vitalspanel"},
    Row{"85354-9", "http://hl7.org/fhir/StructureDefinition/bp"},
    Row{"8867-4", "http://hl7.org/fhir/StructureDefinition/heartrate"},
    Row{"9279-1", "http://hl7.org/fhir/StructureDefinition/resprate"},
    Row{"9843-4", "http://hl7.org/fhir/StructureDefinition/headcircum"},
};

} // namespace

std::string_view vital_sign_profile(std::string_view system, std::string_view code) {
    if (system != "http://loinc.org") {
        return {};
    }
    const auto found = std::ranges::find(rows, code, &Row::code);
    return found == rows.end() ? std::string_view() : found->profile;
}

} // namespace renkei::validate
