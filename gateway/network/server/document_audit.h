// The audit event of a request about documents, stored before the response is sent.
#pragma once

#include "gateway/network/server/gateway.h"
#include "gateway/network/server/http_names.h"

namespace renkei::server {

struct AuditSubject { // what the request was about; all may be empty
    std::string document{};
    std::uint32_t version = 0;
    std::string person{}; // keyed hash in hex
    std::string query{};  // values that identify persons are hashed
};

// The response, if its event could be written; else 503. Statuses from 400 are refusals.
Response audited(Gateway& gateway, const Request& request, audit::Action action, std::string_view interaction,
                 AuditSubject subject, Response response);

} // namespace renkei::server
