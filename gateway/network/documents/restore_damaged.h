// A document that came again heals the stored one: where the bytes of a version do not open any more, those
// that came take their place.
#pragma once

#include "gateway/network/documents/parsed_document.h"

#include <span>

namespace renkei::documents {

// Do all parts of these open?
diag::Result<bool> are_whole(const store::Store& store, std::span<const StoredDocument> documents);

// After they are stored. `parsed`: what came, in the order of the receipt's documents; those that the same
// peer brought before are looked at. The receipt names what was restored.
diag::Result<void> restore_damaged(store::Store& store, const Caller& caller,
                                   std::span<const ParsedDocument> parsed, Receipt& receipt);

} // namespace renkei::documents
