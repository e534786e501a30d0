// Bundles with a leading resource: documents and messages, what they begin with and what must be in them (R4
// documents.html, messaging.html).
#pragma once

#include "gateway/validate/check.h"

namespace renkei::validate {

void check_document_bundle(Check& check, const EntryIndex& bundle);
void check_message_bundle(Check& check, const EntryIndex& bundle);

} // namespace renkei::validate
