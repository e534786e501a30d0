// Vital signs: an Observation with one of their LOINC codes conforms to the profile of that vital sign, whether it claims it or not.
#pragma once

#include <string_view>

namespace renkei::validate {

// The canonical of the profile; empty: no vital sign's code (https://hl7.org/fhir/R4/observation-vitalsigns.html).
std::string_view vital_sign_profile(std::string_view system, std::string_view code);

} // namespace renkei::validate
