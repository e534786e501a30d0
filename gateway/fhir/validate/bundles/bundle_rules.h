// Bundles: full URLs, entries of each kind of bundle, what a document must hold and reach.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

void check_bundle(ValidationRun& validation, NodeId resource);

// Bundle.entry.fullUrl: the identity of what an entry holds (R4 Bundle, fullUrl).
void check_full_urls(ValidationRun& validation, const EntryIndex& bundle);

// Bundle.entry.request: does what is asked fit what is sent (R4 http.html, transaction)?
void check_requests(ValidationRun& validation, const EntryIndex& bundle);

// Bundles with a leading resource: documents and messages, what they begin with and what must be in them (R4
// documents.html, messaging.html).
void check_document_bundle(ValidationRun& validation, const EntryIndex& bundle);
void check_message_bundle(ValidationRun& validation, const EntryIndex& bundle);

} // namespace renkei::validate
