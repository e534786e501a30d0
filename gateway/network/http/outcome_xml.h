// An OperationOutcome of ours as FHIR XML. Such a resource has no narrative, no extension and no resource
// inside, so that every member is an element and every text an attribute; documents go through
// gateway/fhir/xml, which knows the definitions.
#pragma once

#include <string>
#include <string_view>

namespace renkei::http {

std::string outcome_xml(std::string_view outcome_json);

} // namespace renkei::http
