// Files of one request that have an Idempotency-Key of their own, by which they are withdrawn alone.
#pragma once

#include "gateway/network/documents/intake.h"
#include "gateway/network/store/snapshot.h"

#include <span>

namespace renkei::documents {

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
