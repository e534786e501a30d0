#include "gateway/network/registry/consents.h"

#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/registry/organisation_records.h"
#include "gateway/network/sharing/facts.h"
#include "gateway/network/store/uuid7.h"
#include "generated/messages/registry.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::registry {
namespace {

namespace message = diag::message;

using sharing::Consent;
using sharing::Ground;

std::string parts_named_by(const Consent& consent) {
    std::string out;
    const auto add = [&](bool is_named, std::string_view part) {
        if (is_named) {
            out += fmt::format("{}{}", out.empty() ? "" : ", ", part);
        }
    };
    add(!consent.kinds.empty(), "kinds");
    add(!consent.receivers.empty(), "receivers");
    add(!consent.purposes.empty(), "purposes");
    return out;
}

diag::Result<void> check_consent(const Consent& consent, base::Millis now) {
    TRY_VOID(check_past("given", consent.given_at, now));
    TRY_VOID(check_period(consent.from, consent.until));
    TRY_VOID(check_period(time::day_in_japan(consent.given_at), consent.until));
    if (const std::string parts = parts_named_by(consent); !consent.permits && !parts.empty()) {
        return diag::fail(message::refusal_of_part, {}, {parts});
    }
    return consent.given_by == Ground::heir ? diag::fail(message::consent_of_heir, {}) : diag::Result<void>();
}

// The consent that is to be withdrawn.
diag::Result<store::Kept<Consent>> find_consent(const store::PersonRecords& records, std::string_view id) {
    if (id.empty()) {
        const store::Kept<Consent>* newest = nullptr;
        for (const store::Kept<Consent>& each : records.consents) {
            const bool is_open = each.record.permits && !each.record.withdrawn;
            if (is_open && (newest == nullptr || each.record.given_at >= newest->record.given_at)) {
                newest = &each;
            }
        }
        return newest != nullptr ? diag::Result<store::Kept<Consent>>(*newest)
                                 : diag::fail(message::consent_none, {});
    }
    TRY(store::Kept<Consent> found, find_kept(records.consents, id, message::consent_unknown));
    if (found.record.withdrawn) {
        return diag::fail(message::consent_withdrawn_before, {},
                          {found.record.id, time::second_in_japan(found.record.withdrawn->at)});
    }
    return found.record.permits ? diag::Result<store::Kept<Consent>>(std::move(found))
                                : diag::fail(message::consent_is_refusal, {}, {found.record.id});
}

// Which of the others decides: of those that count, the newest that was not withdrawn.
const Consent* deciding(const store::PersonRecords& records, const EnteredConsent& entered) {
    const Consent* out = nullptr;
    for (const auto& [person, each] : records.consents) {
        const bool counts = each.insurer == entered.consent.insurer && !each.withdrawn &&
                            EnteredConsent{.consent = each, .settings = entered.settings}.is_counted();
        if (counts && (out == nullptr || each.given_at >= out->given_at)) {
            out = &each;
        }
    }
    return out;
}

// Does the other one decide beside this one? At the same instant a refusal does.
bool outranks(const Consent& other, const Consent& entered) {
    return other.given_at > entered.given_at ||
           (other.given_at == entered.given_at && entered.permits && !other.permits);
}

std::string named(std::string_view id) { return fmt::format("consent={}", id); }

} // namespace

bool EnteredConsent::is_counted() const {
    const Ground by = consent.given_by;
    return !consent.permits || by == Ground::person || by == Ground::writes_for ||
           sharing::may_act(by, settings);
}

base::Millis refused_on(const time::Date& day, base::Millis now) {
    return std::max(time::beginning_of(day), std::min(now, time::end_of(day)));
}

diag::Result<EnteredConsent> enter_consent(store::Store& store, const Subject& subject, Consent consent,
                                           PeerChange* peer) {
    const base::Millis now = store.clock().now();
    consent.id = store::new_uuid7(now);
    consent.insurer = subject.insurer;
    TRY_VOID(check_consent(consent, now));
    EnteredConsent out;
    TRY_VOID(write_change(store, peer, [&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(const store::PersonRecords records,
            store::person_records(transaction, subject.person, subject.insurer));
        TRY(const ChangeStep step, check_change(peer, transaction, records));
        if (step == ChangeStep::leave) {
            return {};
        }
        if (consent.permits) { // beside one that cannot be read a person can still refuse
            TRY_VOID(store::check_whole(records));
            TRY_VOID(check_room(records));
        }
        TRY_VOID(check_open(access::state_of(records, subject.insurer, now), subject.insurer));
        TRY_VOID(store::put(transaction, store::Kept<Consent>{subject.person, consent}));
        out = {.consent = consent,
               .settings = records.insurer(subject.insurer).value_or(sharing::Insurer()).settings};
        if (const Consent* const other = deciding(records, out); other != nullptr && out.is_counted()) {
            (outranks(*other, consent) ? out.newer : out.before) = *other;
        }
        return transaction.audit(event_about(subject.person, now, audit::Action::create,
                                             consent.permits ? "consent-give" : "consent-refuse",
                                             named(consent.id), caller_of(peer)));
    }));
    return out;
}

diag::Result<Consent> withdraw_consent(store::Store& store, const seal::Hash& person, std::string_view id,
                                       Ground by, std::string why, PeerChange* peer) {
    const base::Millis now = store.clock().now();
    Consent out;
    TRY_VOID(write_change(store, peer, [&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(const store::PersonRecords records, store::person_records(transaction, person, {}));
        TRY(const ChangeStep step, check_change(peer, transaction, records));
        if (step == ChangeStep::leave) {
            return {};
        }
        TRY(const store::Kept<Consent> consent, find_consent(records, id));
        for (store::Kept<Consent> each : records.consents) {
            if (each.record.permits && !each.record.withdrawn) {
                // also of one that was given by a clock that ran ahead: it contradicts itself then, and
                // permits nothing
                each.record.withdrawn = {.at = now, .by = by, .why = why};
                TRY_VOID(store::put(transaction, each));
                out = each.record.id == consent.record.id ? each.record : out;
            }
        }
        return transaction.audit(event_about(consent.person, now, audit::Action::update, "consent-withdraw",
                                             named(out.id), caller_of(peer)));
    }));
    return out;
}

} // namespace renkei::registry
