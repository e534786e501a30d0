// Entering and withdrawing consents over FHIR.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/registry/consents.h"
#include "gateway/network/server/records/record_change.h"
#include "gateway/network/server/records/record_handlers.h"
#include "generated/messages/records.h"
#include "generated/messages/registry.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::server {
namespace {

namespace message = diag::message;
using diag::Result;
using registry::ChangeStep;
using registry::PeerChange;
using registry::PeerRights;
using sharing::Consent;

constexpr std::string_view withdrawal_only = "status: inactive (withdrawnBy, withdrawnWhy)";

HttpResult<ReadConsent> read_consent_body(ServerContext& gateway, const Request& request) {
    return read_record_body<ReadConsent>(gateway, request, [&](const json::Tree& tree) {
        return read_consent_resource(tree, {.canonical = request.canonical, .forms = forms_of(gateway)},
                                     gateway.sharing()->kind_ids());
    });
}

// The same act, entered before. Of a refusal whose day alone is known the instant may differ.
bool is_same_consent(const Consent& kept, const ReadConsent& read) {
    Consent same = read.consent;
    same.id = kept.id;
    same.insurer = kept.insurer;
    same.withdrawn = kept.withdrawn;
    if (read.is_day_alone && time::day_in_japan(kept.given_at) == time::day_in_japan(read.consent.given_at)) {
        same.given_at = kept.given_at;
    }
    return same == kept;
}

Result<void> check_taker(const ServerContext& gateway, const PeerRights& rights,
                         const policy::Number& taker) {
    const bool may = std::ranges::find(rights.consent_takers, taker) != rights.consent_takers.end();
    return may ? Result<void>()
               : diag::fail(message::consent_taker_not_allowed, {},
                            {fmt::format(
                                "{}", fmt::join(registry::consent_taking_types(*gateway.sharing()), ", "))});
}

// As of a new consent: it says nothing of a withdrawal.
Result<void> check_new_consent(const ReadConsent& read) {
    return read.is_active && !read.states_withdrawal
               ? Result<void>()
               : tl::make_unexpected(wrong_member("consent", "status", "inactive", "active"));
}

// It is kept, but permits nothing.
void warn(Response& response, const registry::EnteredConsent& entered, base::Millis now) {
    for (const diag::Finding& each : registry::findings_about(entered, now)) {
        if (each.severity == diag::Severity::warning) {
            response.with("Warning", fmt::format("299 - \"{}\"", diag::row(each.message).id));
        }
    }
}

AuditedResponse entered_response(ServerContext& gateway, const Request& request, ReadConsent read,
                                 const registry::Subject& subject) {
    AuditSubject about = subject_about(subject.person);
    if (!read.consent.permits && read.is_day_alone) {
        read.consent.given_at =
            registry::refused_on(time::day_in_japan(read.consent.given_at), gateway.store().clock().now());
    }
    std::optional<Consent> before;
    PeerChange change{
        .caller = request.caller,
        .check = [&](const store::Snapshot& snapshot,
                     const store::PersonRecords& records) -> Result<ChangeStep> {
            before.reset();
            TRY(const registry::PresentPerson person,
                registry::present_person(snapshot, records, subject.insurer, gateway.store().clock().now()));
            const PeerRights rights =
                registry::rights_of(*gateway.sharing(), *request.caller.peer, records, person);
            TRY_VOID(check_taker(gateway, rights, read.consent.taker));
            for (const auto& [number, kept, order] : records.consents) {
                if (is_same_consent(kept, read)) {
                    before = kept;
                    return ChangeStep::leave;
                }
            }
            return ChangeStep::change;
        }};
    const Result<registry::EnteredConsent> entered =
        registry::enter_consent(gateway.store(), subject, read.consent, &change);
    if (!entered) {
        return refused(request, entered.error(), subject.insurer, std::move(about));
    }
    Response response = record_response(gateway, request, before ? 200 : 201,
                                        before ? *before : entered->consent, read.person);
    if (!before) {
        warn(response, *entered, gateway.store().clock().now());
    }
    return changed(change, std::move(response), std::move(about));
}

// Apart from the withdrawal, what was read is what is kept.
Result<void> check_unchanged(const Consent& kept, const ReadConsent& read) {
    const Consent& given = read.consent;
    const std::pair<std::string_view, bool> members[] = {
        {"dateTime", given.given_at == kept.given_at},
        {"performer", given.given_by == kept.given_by},
        {"organization", given.taker == kept.taker},
        {"sourceReference", given.evidence == kept.evidence},
        {"provision.type", given.permits == kept.permits},
        {"provision.period", given.from == kept.from && given.until == kept.until},
        {"provision.actor", given.receivers == kept.receivers},
        {"provision.purpose", given.purposes == kept.purposes},
        {"provision.class", given.kinds == kept.kinds},
        {"extension.channel", given.channel == kept.channel}};
    for (const auto& [name, is_same] : members) {
        TRY_VOID(check_fixed(is_same, name, withdrawal_only));
    }
    return {};
}

// What the update says of the withdrawal is what is kept: the same request again need not know the moment.
bool says_same(const sharing::Withdrawal& said, const sharing::Withdrawal& kept) {
    return said.by == kept.by && (said.at == 0 || said.at == kept.at) &&
           (said.why.empty() || said.why == kept.why);
}

// Whether the update withdraws; nothing changes if it says what is kept.
Result<ChangeStep> step_of(const ServerContext& gateway, const ToChange<Consent>& kept,
                           const ReadConsent& read) {
    TRY_VOID(check_unchanged(kept.record, read));
    if (kept.record.withdrawn || read.is_active) {
        const bool is_same = read.is_active == !kept.record.withdrawn &&
                             (!read.states_withdrawal || !read.consent.withdrawn || !kept.record.withdrawn ||
                              says_same(*read.consent.withdrawn, *kept.record.withdrawn));
        TRY_VOID(check_fixed(is_same, "status", withdrawal_only));
        return ChangeStep::leave;
    }
    TRY_VOID(check_fixed(!read.consent.withdrawn || read.consent.withdrawn->at == 0, "withdrawnAt",
                         withdrawal_only));
    if (kept.rights.consent_takers.empty()) {
        return tl::make_unexpected(check_taker(gateway, kept.rights, {}).error());
    }
    return ChangeStep::change;
}

} // namespace

AuditedResponse create_consent(ServerContext& gateway, const Request& request, PathParameters) {
    TRY_OR_ANSWER(request, const ReadConsent read, read_consent_body(gateway, request));
    if (const Result<void> is_new = check_new_consent(read); !is_new) {
        return error_response(request, http_error_of(is_new.error()));
    }
    const std::vector<policy::Number>& own = request.caller.peer->numbers;
    if (std::ranges::find(own, read.consent.taker) == own.end()) {
        return error_response(request, http_error_of(diag::finding(message::record_of_other, {},
                                                                   {to_text(read.consent.taker)})));
    }
    const Result<registry::Subject> subject = subject_of(gateway, "Consent.patient", read.person);
    return subject ? entered_response(gateway, request, read, *subject)
                   : AuditedResponse(error_response(request, http_error_of(subject.error())));
}

AuditedResponse update_consent(ServerContext& gateway, const Request& request, PathParameters parts) {
    TRY_OR_ANSWER(request, const ReadConsent read, read_consent_body(gateway, request));
    if (read.id != parts[0]) {
        return error_response(request, http_error_of(wrong_member("consent", "id", read.id, parts[0])));
    }
    const Result<seal::Hash> person = person_of(gateway, parts[0]);
    if (!person) {
        return error_response(request, http_error_of(person.error()));
    }
    AuditSubject about = subject_about(*person);
    Consent kept;
    PeerChange change{.caller = request.caller,
                      .check = [&](const store::Snapshot& snapshot,
                                   const store::PersonRecords& records) -> Result<ChangeStep> {
                          TRY(const ToChange<Consent> found,
                              record_to_change<Consent>(gateway, request, snapshot, records, consent_type,
                                                        parts[0], read.person));
                          kept = found.record;
                          return step_of(gateway, found, read).map_error([&](const diag::Error& error) {
                              return error_of_change(error, read.version, version_of(gateway, kept));
                          });
                      }};
    const sharing::Withdrawal said = read.consent.withdrawn.value_or(sharing::Withdrawal());
    const Result<Consent> withdrawn =
        registry::withdraw_consent(gateway.store(), *person, parts[0], said.by, said.why, &change);
    if (!withdrawn) {
        return refused(request, withdrawn.error(), kept.insurer, std::move(about));
    }
    const Consent& now = change.committed ? *withdrawn : kept;
    return changed(change, record_response(gateway, request, 200, now, read.person), std::move(about));
}

} // namespace renkei::server
