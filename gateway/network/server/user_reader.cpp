#include "gateway/network/server/user_reader.h"

#include "gateway/network/tokens/token_verifier.h"

#include <memory>

namespace renkei::server {

UserReader make_user_reader(tokens::Settings settings, sharing::UserCodes codes, const base::Clock& clock) {
    // a function is copied, a verifier cannot be
    auto verifier = std::make_shared<tokens::TokenVerifier>(std::move(settings));
    return [verifier, codes = std::move(codes),
            &clock](const tokens::PresentedToken& presented) -> diag::Result<policy::User> {
        TRY(tokens::VerifiedToken token, verifier->verify(presented, clock.now()));
        token.user.job = codes.job_of(token.roles);
        return std::move(token.user);
    };
}

} // namespace renkei::server
