// FHIR JSON into FHIR XML and back, for every resource type of R4.
#pragma once

#include <renkei/fhir/definitions.h>

namespace renkei {

enum class Layout : std::uint8_t { compact, indented };

struct SyntaxResult {
    std::string text{};  // one resource, in UTF-8
    Findings findings{}; // what the other syntax cannot express
};

// Functions without state: any thread may call them.
Result<SyntaxResult> json_to_xml(const Definitions& definitions, std::string_view json,
                                 Layout layout = Layout::compact);
// The JSON is compact.
Result<SyntaxResult> xml_to_json(const Definitions& definitions, std::string_view xml);

} // namespace renkei
