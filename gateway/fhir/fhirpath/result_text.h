// An item of a result in words: its type, its value for people and as JSON, its place.
#pragma once

#include "gateway/fhir/fhirpath/value.h"

#include <string>

namespace renkei::fhirpath {

struct ResultText {
    std::string type; // "FHIR.HumanName", "System.Integer"
    std::string text; // for people
    std::string json; // a whole JSON value
    std::string path; // of a node: "Patient.name[0]"
};

ResultText result_text(const Item& item, const definitions::R4Definitions& r4);

} // namespace renkei::fhirpath
