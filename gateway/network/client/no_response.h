// Why there was no response, for people at a terminal: the cause, and what to do.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/client/connection.h"

namespace renkei::client {

diag::Error no_response(const ConnectionError& problem, const Endpoint& endpoint, diag::Where where = {});
bool is_no_response(const diag::Error& error);

} // namespace renkei::client
