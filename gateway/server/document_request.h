// What a request with a document in its body says about it.
#pragma once

#include "gateway/diag/result.h"
#include "gateway/documents/submit.h"
#include "gateway/server/words.h"

namespace renkei::server {

// Views the request. An error: a parameter or header is wrong.
diag::Result<documents::Submission> submission_of(const Request& request);

} // namespace renkei::server
