// One request of the client, and what its response means.
#pragma once

#include "gateway/network/client/http_pool.h"

namespace renkei::client {

// It is an error if there was no response.
diag::Result<HttpResponse> ask(HttpPool& pool, const HttpUrl& gateway, const HttpRequest& request);
bool is_success(int status);

} // namespace renkei::client
