// What a request is asked: what it brings, before the store is read, and whether it came before.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/network/documents/intake.h"
#include "gateway/network/documents/parsed_document.h"
#include "gateway/network/store/rows/snapshot.h"

#include <span>

namespace renkei::documents {

// May this peer send such a document?
diag::Result<void> check_policy(const ParsedDocument& document, const policy::Peer& peer);
// A document grants no right by naming another party as sender: unless the submitter may pass on documents of
// others, only its own numbers count.
void keep_own_senders(ParsedDocument& document, const policy::Peer& peer);
// Twice the same document with different content in one batch.
diag::Result<void> check_repeated(const std::vector<ParsedDocument>& parsed);

// What makes a request with an Idempotency-Key the same request.
struct Idempotence {
    store::Hash key{};  // of the header
    store::Hash body{}; // of all that counts for the answer
};
store::Hash digest(const SubmissionBatch& batch);

// What belongs together comes together: the documents of one request. Who passes on documents of others may
// bring them one by one: their sender's gateway has asked for all.
void check_request_set(const catalogue::Catalogue& catalogue, std::span<const ParsedDocument> documents,
                       const policy::Peer& peer, diag::Report& report);

// Files of one request that have an Idempotency-Key of their own, by which they are withdrawn alone.
struct KeyedPart {
    std::size_t part = 0; // of the batch
    store::Hash key{};
    std::vector<store::RequestVersion> known{}; // what it brought before
    bool is_withdrawn() const;                  // before it arrived
};

diag::Result<std::vector<KeyedPart>> keyed_parts(const store::Snapshot& snapshot,
                                                 const store::Hash& search_key, std::string_view peer,
                                                 const SubmissionBatch& batch);
bool is_part_withdrawn(std::span<const KeyedPart> keyed, std::size_t part);

} // namespace renkei::documents
