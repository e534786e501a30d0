#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/peer_change.h"
#include "gateway/network/server/own/own_handlers.h"
#include "gateway/network/server/own/own_request.h"
#include "generated/messages/ledger.h"
#include "generated/messages/portal.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

constexpr std::string_view give = "give";
constexpr std::string_view withdraw = "withdraw";

// Returns what the page of the form showed.
Result<std::string> check_form(const ServerContext& gateway, const Request& request, const Pairs& form) {
    const std::optional<std::string> shown = shown_by_own_form(gateway, request, form_field(form, "form"));
    if (!shown) {
        return diag::fail(message::own_form_expired, {}, {std::to_string(form_minutes)});
    }
    const std::string_view act = form_field(form, "act");
    if (act != give && act != withdraw) {
        return diag::fail(message::own_form_wrong, {},
                          {"act", std::string(act.substr(0, 20)), fmt::format("{} | {}", give, withdraw)});
    }
    return form_field(form, "sure") == "yes"
               ? Result<std::string>(*shown)
               : diag::fail(message::own_form_wrong, {},
                            {"sure", std::string(form_field(form, "sure").substr(0, 20)), "yes"});
}

// The same form sent twice changes nothing more: what is in force is not given again, and what was withdrawn
// is not withdrawn again. Who gives a consent has seen how it stands: a page from before a withdrawal takes
// nothing of that back.
Result<ledger::PeerChange> change(ServerContext& gateway, const Request& request,
                                  const access::Reader& reader, const access::PersonFacts& facts,
                                  std::string_view act, const std::string& shown) {
    ledger::PeerChange asked{.caller = request.caller};
    asked.check = [&](const store::Snapshot& snapshot, const auto&) -> Result<ledger::ChangeStep> {
        if (act == give) { // asked where it is written: a withdrawal may have come since the request began
            TRY(const access::PersonFacts now,
                access::facts_of(snapshot, reader.self->person, facts.person.insurer, reader.at, reader.at));
            if (shown != shown_consents(gateway, now)) {
                return diag::fail(message::own_form_outdated, {});
            }
        }
        return ledger::ChangeStep::change;
    };
    const std::string evidence = fmt::format("portal {}, request {}", reader.peer.id, request.caller.request);
    if (act == give) {
        if (is_consent_in_force(facts, reader.at)) {
            return asked;
        }
        TRY(const ledger::EnteredConsent entered,
            ledger::enter_consent(gateway.store(),
                                  {.person = reader.self->person, .insurer = facts.person.insurer},
                                  {.taker = {"insurer", facts.person.insurer},
                                   .channel = sharing::ConsentChannel::browser,
                                   .given_at = reader.at,
                                   .given_by = reader.self->ground,
                                   .evidence = evidence},
                                  &asked));
        if (entered.newer || entered.withdrawn) { // where clocks differ
            return diag::fail(message::own_consent_outranked, {});
        }
        return asked;
    }
    const Result<sharing::Consent> done = ledger::withdraw_consent(gateway.store(), reader.self->person, {},
                                                                   reader.self->ground, evidence, &asked);
    return done || done.error().message == message::consent_none ? Result<ledger::PeerChange>(asked)
                                                                 : tl::make_unexpected(done.error());
}

} // namespace

AuditedResponse change_own_consent(ServerContext& gateway, const Request& request, PathParameters) {
    const access::Reader reader = reader_of(gateway, request);
    AuditSubject subject = own_subject(*reader.self, "my/consent");
    const HttpResult<Pairs> form = read_form(request);
    const auto answer = [&]() -> Result<ledger::PeerChange> {
        TRY(const std::string shown, check_form(gateway, request, *form));
        TRY(const access::PersonFacts facts,
            gateway.store().read_value<access::PersonFacts>(
                [&](const store::Snapshot& snapshot) -> Result<access::PersonFacts> {
                    TRY(const access::PersonAccess person, open_own_view(snapshot, reader));
                    return person.facts();
                }));
        return change(gateway, request, reader, facts, form_field(*form, "act"), shown);
    };
    if (!form) {
        return {error_response(request, form.error()), std::move(subject)};
    }
    const Result<ledger::PeerChange> done = answer();
    if (!done) {
        return {own_refusal(request, done.error()), std::move(subject)};
    }
    Response out{.status = 303, .outcome = "see-other"};
    out.with("Location", "../my").with("Cache-Control", "no-store");
    return done->committed ? AuditedResponse(std::move(out), *done->committed)
                           : AuditedResponse(std::move(out), std::move(subject));
}

} // namespace renkei::server
