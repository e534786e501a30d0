// The access token of a request (RFC 6750).
#pragma once

#include "gateway/network/http/http_error.h"
#include "gateway/network/net/fields.h"

#include <string_view>

namespace renkei::http {

// Of the header Authorization; views the headers. Empty: there is none, and other schemes than Bearer say
// nothing here. Two such headers are refused, because neither is the one that counts. A token in the query or
// in a form is no token (RFC 6750 §2.2 and §2.3 are optional): it would stand in logs.
HttpResult<std::string_view> bearer_token(const net::Fields& headers);

// With the challenge of RFC 6750 §3, which names the reason by its id.
HttpError token_refused(diag::Error error);

} // namespace renkei::http
