// Findings about an XML document that was validated as JSON.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/fhir/xml/document.h"

namespace renkei::validate {

// Adds what was found in the document's JSON, at its places in the XML. That an element is an array is left
// out where it stands in the XML more often than it may, which is reported already.
void append_found_in_xml(const xml::Document& document, const diag::Report& found, diag::Report& report);

} // namespace renkei::validate
