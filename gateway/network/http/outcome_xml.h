// An OperationOutcome of ours as FHIR XML. Such a resource has no narrative, no id and no resource inside,
// and a primitive with extensions has no value: every member is an element and every text an attribute, as is
// the url of an extension. Documents go through gateway/fhir/xml, which knows the definitions.
#pragma once

#include <string>
#include <string_view>

namespace renkei::http {

std::string outcome_xml(std::string_view outcome_json);

} // namespace renkei::http
