// Reads the user whom an access token names: the token is verified, and its role becomes a job of the
// mappings.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/sharing/user_codes.h"
#include "gateway/network/tokens/access_token.h"

#include <functional>

namespace renkei::server {

using UserReader = std::function<diag::Result<policy::User>(const tokens::PresentedToken&)>;

// The clock outlives the result.
UserReader make_user_reader(tokens::Settings settings, sharing::UserCodes codes, const base::Clock& clock);

} // namespace renkei::server
