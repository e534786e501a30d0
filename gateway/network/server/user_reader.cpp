#include "gateway/network/server/user_reader.h"

#include "gateway/network/access/hub.h"
#include "gateway/network/tokens/token_verifier.h"
#include "generated/messages/tokens.h"

#include <memory>

namespace renkei::server {
namespace {

// What depends on no person is said; all else of an emergency is decided, and denied in silence.
diag::Result<void> check_emergency(bool is_emergency, std::string_view reason, const access::Hub* hub) {
    const auto wrong = [](std::string claim, std::string expected) {
        return diag::fail(diag::message::token_claim_wrong, {}, {std::move(claim), std::move(expected)});
    };
    if (!is_emergency) {
        return reason.empty() ? diag::Result<void>()
                              : wrong("emergency_reason",
                                      "none: it goes with the purpose of an emergency (BTG, ETREAT)");
    }
    if (hub == nullptr) {
        return {};
    }
    if (!hub->emergency) {
        return wrong("purpose_of_use", "not BTG or ETREAT: this gateway opens nothing in an emergency "
                                       "(sharing.emergency); TREAT is care");
    }
    return reason.empty() ? wrong("emergency_reason", "why it is an emergency (1–255 bytes)")
                          : diag::Result<void>();
}

} // namespace

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
        TRY_VOID(check_emergency(is_emergency, token.user.emergency_reason, gateway.hub().get()));
        return std::move(token.user);
    };
}

} // namespace renkei::server
