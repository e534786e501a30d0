#include "gateway/network/server/gateway_callbacks.h"

#include "gateway/network/access/hub.h"
#include "gateway/network/server/html_response.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/tokens/token_verifier.h"
#include "generated/messages/store.h"
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

http::ServerCallbacks make_server_callbacks(ServerContext& gateway, const http::ReloadableTrust& trust,
                                            std::string canonical,
                                            std::function<std::vector<http::Gauge>()> gauges) {
    http::ServerCallbacks callbacks;
    callbacks.peers = [&gateway] { return gateway.peers(); };
    callbacks.trust = [&trust] { return trust.current(); };
    callbacks.record = [&gateway](const audit::Event& event) { return gateway.store().append_audit(event); };
    callbacks.not_ready = [&gateway, &trust]() -> std::string {
        const store::StoreHealth health = gateway.store().health();
        if (!health.damage.empty()) {
            return std::string(diag::row(diag::message::store_damaged).id);
        }
        if (!health.moved.empty()) {
            return "store-moved";
        }
        if (!health.writable) {
            return "store-not-writable";
        }
        const diag::Result<void> lists = trust.current()->check_crls(gateway.store().clock().now() / 1000);
        if (!lists) {
            return std::string(diag::row(lists.error().message).id);
        }
        const bool decides = gateway.hub() != nullptr; // by records
        return decides && store::clock_behind(gateway.store()).value_or(0) > store::clock_tolerance
                   ? "clock-behind"
                   : "";
    };
    callbacks.gauges = [&gateway, &trust, gauges = std::move(gauges)] {
        std::vector<http::Gauge> out = gauges ? gauges() : std::vector<http::Gauge>{};
        if (const auto ends = trust.current()->next_crl_update()) {
            out.push_back({"renkei_crl_next_update_seconds",
                           "nextUpdate of the revocation list that expires first, seconds since 1970; from "
                           "then on all certificates are refused",
                           static_cast<double>(*ends)});
        }
        const store::StoreHealth health = gateway.store().health();
        out.push_back({"renkei_store_queue_length", "write jobs in the queue of the store",
                       static_cast<double>(health.waiting)});
        out.push_back({"renkei_clock_behind_seconds",
                       "how far the clock is behind the newest record about a person, as the clock of the "
                       "node that wrote it said; more than 2: one of the two clocks is wrong",
                       static_cast<double>(store::clock_behind(gateway.store()).value_or(0)) / 1000});
        out.push_back(
            {"renkei_store_writable",
             "1: the last write to the store succeeded; 0: it failed, so documents are not taken in "
             "until a write succeeds again",
             health.writable ? 1.0 : 0.0});
        out.push_back({"renkei_store_damaged",
                       "1: something in the store could not be read or written since the start because the "
                       "database is damaged; 0: nothing so far",
                       health.damage.empty() ? 0.0 : 1.0});
        return out;
    };
    callbacks.refusal_page = refusal_page;
    callbacks.clock = &gateway.store().clock();
    callbacks.canonical = std::move(canonical);
    return callbacks;
}

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
