// Reads the user whom an access token names: the token is verified, and its role becomes a job of the
// mappings.
#pragma once

#include "gateway/network/server/server_context.h"
#include "gateway/network/tokens/access_token.h"

#include <functional>

namespace renkei::server {

using UserReader = std::function<diag::Result<policy::User>(const tokens::PresentedToken&)>;

// The gateway outlives the result. It is asked for the jobs at each token, because they may be read again.
UserReader make_user_reader(tokens::Settings settings, const ServerContext& gateway);

} // namespace renkei::server
