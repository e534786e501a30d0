// The audit event of a request about documents: told before the answer, whatever that is.
#pragma once

#include "gateway/server/gateway.h"
#include "gateway/server/words.h"

namespace renkei::server {

struct Subject { // what the request was about; all may be empty
    std::string document{};
    std::uint32_t version = 0;
    std::string person{}; // keyed hash in hex
    std::string query{};  // values that tell of persons hashed
};

// The answer, if its event could be written; else 503. Statuses from 400 are refusals.
Answer audited(Gateway& gateway, const Request& request, audit::Action action, std::string_view interaction, Subject subject,
               Answer answer);

} // namespace renkei::server
