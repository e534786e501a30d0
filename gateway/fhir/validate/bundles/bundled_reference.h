// A reference as written in a Bundle: is it written so that it can be resolved, and is it clear what it
// means?
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

// `at`: the text of the reference.
void check_bundled_reference(ValidationRun& validation, const EntryIndex& bundle, NodeId at,
                             std::string_view reference);

// "Patient/1", "Patient/1/_history/2"; "Patient?identifier=…" too where a server is to look it up.
bool is_relative_reference(const Document& document, std::string_view reference);
bool is_conditional_reference(const Document& document, std::string_view reference);

// Is it a bundle that is sent to a server to be carried out, or the server's answer to one?
bool is_exchange(std::string_view bundle_type);

} // namespace renkei::validate
