#include "gateway/network/server/user_reader.h"

#include "gateway/network/tokens/token_verifier.h"
#include "generated/messages/tokens.h"

#include <memory>

namespace renkei::server {

UserReader make_user_reader(tokens::Settings settings, const ServerContext& gateway) {
    // a function is copied, a verifier cannot be
    auto verifier = std::make_shared<tokens::TokenVerifier>(std::move(settings));
    return [verifier, &gateway](const tokens::PresentedToken& presented) -> diag::Result<policy::User> {
        TRY(tokens::VerifiedToken token, verifier->verify(presented, gateway.clock().now()));
        const std::shared_ptr<const sharing::UserCodes> codes = gateway.user_codes();
        if (codes == nullptr) { // a user without a job would be another one than the token names
            return diag::fail(diag::message::token_jobs_unread, {});
        }
        token.user.job = codes->job_of(token.roles);
        const bool is_emergency = codes->purpose_of(token.user.purposes) == sharing::Purpose::emergency;
        if (!token.user.emergency_reason.empty() && !is_emergency) {
            return diag::fail(
                diag::message::token_claim_wrong, {},
                {"emergency_reason", "none: it goes with the purpose of an emergency (BTG, ETREAT)"});
        }
        return std::move(token.user);
    };
}

} // namespace renkei::server
