// What makes a request with an Idempotency-Key the same request.
#pragma once

#include "gateway/network/documents/intake.h"

namespace renkei::documents {

struct Idempotence {
    store::Hash key{};  // of the header
    store::Hash body{}; // of all that counts for the answer
};

store::Hash digest(const SubmissionBatch& batch);

} // namespace renkei::documents
