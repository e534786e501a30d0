// The resources by which IHE MHD offers a document: its DocumentReference and SubmissionSet, and for the file
// of a form a second DocumentReference, which offers the same document as FHIR.
#pragma once

#include "gateway/network/mhd/document_view.h"

#include <string>

namespace renkei::mhd {

// True if the document came in a syntax of its form and is kept as FHIR, too.
bool is_form_file(const DocumentView& view);

// `base`: of the API, "https://host/fhir".
std::string document_reference_of(const DocumentView& view, const std::string& base);      // as it came
std::string fhir_document_reference_of(const DocumentView& view, const std::string& base); // of a form's file
std::string submission_set_of(const DocumentView& view, const std::string& base);

} // namespace renkei::mhd
