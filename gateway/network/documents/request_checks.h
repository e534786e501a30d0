// What a request is asked before the store is read.
#pragma once

#include "gateway/network/documents/parsed_document.h"

namespace renkei::documents {

// May this peer send such a document?
diag::Result<void> check_policy(const ParsedDocument& document, const policy::Peer& peer);
// A document grants no right by naming another party as sender: unless the submitter may pass on documents of
// others, only its own numbers count.
void keep_own_senders(ParsedDocument& document, const policy::Peer& peer);
// Twice the same document with different content in one batch.
diag::Result<void> check_repeated(const std::vector<ParsedDocument>& parsed);

} // namespace renkei::documents
