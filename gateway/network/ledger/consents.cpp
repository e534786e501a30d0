#include "gateway/network/ledger/consents.h"

#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/access/settled_records.h"
#include "gateway/network/ledger/organisation_records.h"
#include "gateway/network/sharing/facts.h"
#include "gateway/network/store/rows/uuid7.h"
#include "generated/messages/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace renkei::ledger {
namespace {

using sharing::Agent;
using sharing::Consent;

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
    return consent.given_by == Agent::heir ? diag::fail(message::consent_of_heir, {}) : diag::Result<void>();
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

// The others as they are decided with once the store has taken this one after them.
std::vector<store::Kept<Consent>> beside(const store::PersonRecords& records, const Consent& entered,
                                         base::Millis now) {
    constexpr std::int64_t last = std::numeric_limits<std::int64_t>::max();
    std::vector<store::Kept<Consent>> out = records.consents;
    out.push_back({.record = entered, .order = {.taken = last, .changed = last}});
    out = access::settled(std::move(out), now);
    out.pop_back();
    return out;
}

// The last decides; of the same instant a refusal.
std::pair<base::Millis, bool> rank_of(const Consent& consent) { return {consent.given_at, !consent.permits}; }

// Which of the others decides: of those that count, the newest that was not withdrawn.
const Consent* deciding(const std::vector<store::Kept<Consent>>& others, const EnteredConsent& entered) {
    const Consent* out = nullptr;
    for (const auto& [person, each, order] : others) {
        const bool counts = each.insurer == entered.consent.insurer && !each.withdrawn &&
                            EnteredConsent{.consent = each, .settings = entered.settings}.is_counted();
        if (counts && (out == nullptr || rank_of(each) >= rank_of(*out))) {
            out = &each;
        }
    }
    return out;
}

// The last withdrawal that ends this consent, too, though it is entered after it.
std::optional<base::Millis> withdrawn_since(const store::PersonRecords& records, const Consent& entered) {
    std::optional<base::Millis> out;
    for (const auto& [person, each, order] : records.consents) {
        if (entered.permits && each.withdrawn && entered.given_at <= each.withdrawn->at) {
            out = std::max(out, std::optional(each.withdrawn->at));
        }
    }
    return out;
}

std::string named(std::string_view id) { return fmt::format("consent={}", id); }

} // namespace

bool EnteredConsent::is_counted() const {
    const Agent by = consent.given_by;
    return !consent.permits || by == Agent::person || by == Agent::writes_for ||
           sharing::may_act(by, settings);
}

std::vector<diag::Finding> findings_about(const EnteredConsent& entered, base::Millis now) {
    const Consent& consent = entered.consent;
    const time::Date today = time::day_in_japan(now);
    const auto named_by = [](const Consent& it) {
        return std::vector<std::string>{it.id, time::second_in_japan(it.given_at)};
    };
    if (!entered.is_counted()) {
        std::vector<std::string_view> proxies;
        std::ranges::transform(entered.settings.proxies, std::back_inserter(proxies),
                               sharing::word_of<Agent>);
        return {diag::finding(message::consent_ground, {},
                              {consent.insurer, std::string(sharing::word_of(consent.given_by)),
                               fmt::format("{}", fmt::join(proxies, ","))})};
    }
    if (entered.withdrawn) {
        return {
            diag::finding(message::consent_withdrawn_since, {}, {time::second_in_japan(*entered.withdrawn)})};
    }
    if (entered.newer) {
        return {diag::finding(message::consent_outranked, {}, named_by(*entered.newer))};
    }
    std::vector<diag::Finding> out;
    if (consent.from && today < *consent.from) {
        out.push_back(diag::finding(message::consent_not_begun, {}, {consent.from->text()}));
    }
    if (consent.until && *consent.until < today) {
        out.push_back(diag::finding(message::consent_period_past, {}, {consent.until->text()}));
    }
    if (entered.before) {
        out.push_back(diag::finding(message::consent_replaces, {}, named_by(*entered.before)));
    }
    return out;
}

std::optional<diag::Finding> outranked_consent(const store::PersonRecords& records, base::Millis at,
                                               base::Millis now) {
    const auto consents = access::settled(records.consents, now);
    const Consent* newest = nullptr; // as it was entered
    for (const auto& [person, each, order] : records.consents) {
        const bool is_open = each.permits && !each.withdrawn && each.given_at <= at;
        newest = is_open && (newest == nullptr || newest->given_at <= each.given_at) ? &each : newest;
    }
    if (newest == nullptr) {
        return std::nullopt;
    }
    const base::Millis given = store::with_id(consents, newest->id)->record.given_at;
    for (const auto& [person, each, order] : consents) {
        const std::optional<base::Millis> no = each.withdrawn ? std::optional(each.withdrawn->at)
                                               : each.permits ? std::nullopt
                                                              : std::optional(each.given_at);
        if (no && given <= *no && *no <= at) {
            return diag::finding(
                message::consent_no_counts, {},
                {newest->id, time::second_in_japan(newest->given_at), each.id, time::second_in_japan(*no)});
        }
    }
    return std::nullopt;
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
        out.withdrawn = withdrawn_since(records, consent);
        const std::vector<store::Kept<Consent>> others = beside(records, consent, now);
        if (const Consent* const other = deciding(others, out); other != nullptr && out.is_counted()) {
            const bool is_outranked = rank_of(*other) > rank_of(consent);
            (is_outranked ? out.newer : out.before) = store::with_id(records.consents, other->id)->record;
        }
        return transaction.audit(event_about(subject.person, now, audit::Action::create,
                                             consent.permits ? "consent-give" : "consent-refuse",
                                             named(consent.id), caller_of(peer)));
    }));
    return out;
}

diag::Result<Consent> withdraw_consent(store::Store& store, const seal::Hash& person, std::string_view id,
                                       Agent by, std::string why, PeerChange* peer) {
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

} // namespace renkei::ledger
