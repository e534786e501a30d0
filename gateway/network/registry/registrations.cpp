#include "gateway/network/registry/registrations.h"

#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/registry/changes.h"
#include "gateway/network/store/uuid7.h"
#include "generated/messages/registry.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::registry {
namespace {

namespace message = diag::message;

using sharing::Registration;
using KeptRegistration = store::Kept<Registration>;

diag::Result<void> check_registration(const Registration& registration, base::Millis now) {
    TRY_VOID(check_period(registration.from, registration.until));
    TRY_VOID(check_period(registration.from, registration.view_until));
    if (const std::optional<time::Date>& month = registration.last_service_month) {
        const time::Date first{.year = month->year, .month = month->month, .day = 1};
        TRY_VOID(check_past("last service month", time::beginning_of(first), now));
    }
    return registration.identity ? check_past("identity check", registration.identity->at, now)
                                 : diag::Result<void>();
}

// The id of the peer that is the office, of a revoked one only if no other is; empty: none is.
diag::Result<std::string> peer_of_office(const store::Transaction& transaction,
                                         const policy::Number& office) {
    TRY(const std::vector<policy::Peer> peers, transaction.peers());
    const auto has_number = [&](const policy::Peer& peer) {
        return std::ranges::find(peer.numbers, office) != peer.numbers.end();
    };
    const auto is_let_in = [&](const policy::Peer& peer) { return has_number(peer) && !peer.revoked; };
    auto found = std::ranges::find_if(peers, is_let_in);
    found = found != peers.end() ? found : std::ranges::find_if(peers, has_number);
    return found != peers.end() ? found->id : std::string();
}

bool begins_by_end_of(const Registration& one, const Registration& other) {
    return !other.until || one.from <= *other.until;
}

diag::Result<void> check_single(const store::PersonRecords& records, const Registration& registration) {
    for (const auto& [person, other] : records.registrations) {
        const bool is_same_office = other.office == registration.office &&
                                    other.insurer == registration.insurer &&
                                    other.service_type == registration.service_type;
        if (other.id != registration.id && is_same_office && !other.ended &&
            begins_by_end_of(registration, other) && begins_by_end_of(other, registration)) {
            return diag::fail(message::registration_doubled, {},
                              {policy::to_text(other.office), other.id, other.from.text()});
        }
    }
    return {};
}

// One that has not ended.
diag::Result<KeptRegistration> find_registration(const store::PersonRecords& records, std::string_view id) {
    const auto found = std::ranges::find(records.registrations, id,
                                         [](const KeptRegistration& each) { return each.record.id; });
    if (found == records.registrations.end()) {
        return diag::fail(message::registration_unknown, {}, {std::string(id)});
    }
    return found->record.ended
               ? diag::fail(message::registration_ended_before, {},
                            {found->record.id, time::second_in_japan(found->record.ended->at)})
               : diag::Result<KeptRegistration>(*found);
}

template <class Value>
void take(const std::optional<Value>& given, Value& out) {
    out = given.value_or(out);
}

// `changed`: as Changes says.
struct RegistrationEvent {
    audit::Action action;
    std::string_view interaction;
    const PeerChange* peer;
    std::string changed{};
};
diag::Result<void> audit_registration(store::Transaction& transaction, const KeptRegistration& kept,
                                      base::Millis now, const RegistrationEvent& what) {
    const std::string office = policy::to_text(kept.record.office);
    audit::Event event = event_about(kept.person, now, what.action, std::string(what.interaction),
                                     fmt::format("registration={}&office={}{}{}", kept.record.id, office,
                                                 what.changed.empty() ? "" : "&changed=", what.changed),
                                     caller_of(what.peer));
    TRY(event.about, peer_of_office(transaction, kept.record.office));
    return transaction.audit(event);
}

std::string changes_between(const Registration& before, const Registration& after) {
    Changes out;
    out.note("service-type", before.service_type, after.service_type);
    out.note("until", day_text(before.until), day_text(after.until));
    out.note("last-service", day_text(before.last_service_month), day_text(after.last_service_month));
    out.note("view-until", day_text(before.view_until), day_text(after.view_until));
    out.note("makes-plan", before.makes_plan ? "yes" : "no", after.makes_plan ? "yes" : "no");
    return out.text();
}

// `records`: of its person.
diag::Result<sharing::Reason> state_in(const store::Snapshot& snapshot, const store::PersonRecords& records,
                                       const Registration& registration, base::Millis now) {
    const sharing::PersonState person = state_of(records, registration.insurer, now);
    TRY(const std::optional<sharing::Insurer> insurer, store::insurer(snapshot, person.insurer));
    const sharing::Reason state = sharing::registration_state(
        registration, insurer.value_or(sharing::Insurer{.number = person.insurer}), now);
    const bool is_dead = person.died && *person.died <= now;
    return state == sharing::Reason::allowed && is_dead ? sharing::Reason::died : state;
}

} // namespace

Registration RegistrationChange::applied_to(Registration registration) const {
    take(service_type, registration.service_type);
    take(until, registration.until);
    take(last_service_month, registration.last_service_month);
    take(view_until, registration.view_until);
    take(makes_plan, registration.makes_plan);
    return registration;
}

diag::Result<Registration> add_registration(store::Store& store, const Subject& subject,
                                            Registration registration, PeerChange* peer) {
    const base::Millis now = store.clock().now();
    registration.id = store::new_uuid7(now);
    registration.insurer = subject.insurer;
    TRY_VOID(check_registration(registration, now));
    TRY_VOID(write_change(store, peer, [&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(const std::string office, peer_of_office(transaction, registration.office));
        if (office.empty()) {
            return diag::fail(message::office_unknown, {}, {policy::to_text(registration.office)});
        }
        TRY(const store::PersonRecords records,
            store::person_records(transaction, subject.person, subject.insurer));
        TRY(const ChangeStep step, check_change(peer, transaction, records));
        if (step == ChangeStep::leave) {
            return {};
        }
        TRY_VOID(store::check_whole(records));
        TRY_VOID(check_open(state_of(records, subject.insurer, now), subject.insurer));
        TRY_VOID(check_single(records, registration));
        TRY_VOID(check_room(records));
        const KeptRegistration kept{subject.person, registration};
        TRY_VOID(store::put(transaction, kept));
        return audit_registration(transaction, kept, now, {audit::Action::create, "registration-add", peer});
    }));
    return registration;
}

diag::Result<Registration> change_registration(store::Store& store, const seal::Hash& person,
                                               std::string_view id, const RegistrationChange& change,
                                               PeerChange* peer) {
    const base::Millis now = store.clock().now();
    Registration out;
    TRY_VOID(write_change(store, peer, [&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(const store::PersonRecords records, store::person_records(transaction, person, {}));
        TRY(const ChangeStep step, check_change(peer, transaction, records));
        if (step == ChangeStep::leave) {
            return {};
        }
        TRY_VOID(store::check_whole(records));
        TRY(KeptRegistration kept, find_registration(records, id));
        out = change.applied_to(kept.record);
        TRY_VOID(check_registration(out, now));
        TRY_VOID(check_single(records, out));
        if (out == kept.record) {
            return {};
        }
        const std::string changed = changes_between(kept.record, out);
        kept.record = out;
        TRY_VOID(store::put(transaction, kept));
        return audit_registration(transaction, kept, now,
                                  {audit::Action::update, "registration-change", peer, changed});
    }));
    return out;
}

diag::Result<Registration> end_registration(store::Store& store, const seal::Hash& person,
                                            std::string_view id, sharing::RegistrationEnd why,
                                            std::optional<base::Millis> at, PeerChange* peer) {
    const base::Millis now = store.clock().now();
    const base::Millis ends = at.value_or(now);
    TRY_VOID(check_past("end", ends, now));
    Registration out;
    TRY_VOID(write_change(store, peer, [&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(store::lock_records(transaction));
        TRY(const store::PersonRecords records, store::person_records(transaction, person, {}));
        TRY(const ChangeStep step, check_change(peer, transaction, records));
        if (step == ChangeStep::leave) {
            return {};
        }
        TRY(KeptRegistration kept, find_registration(records, id));
        // one that has not begun ends now: it never opens anything
        if (const base::Millis begins = time::beginning_of(kept.record.from); at && ends < begins) {
            return diag::fail(message::moment_before, {},
                              {"end", time::second_in_japan(ends), time::second_in_japan(begins)});
        }
        kept.record.ended = {.at = ends, .why = why};
        TRY_VOID(store::put(transaction, kept));
        out = kept.record;
        return audit_registration(transaction, kept, now, {audit::Action::update, "registration-end", peer});
    }));
    return out;
}

diag::Result<ShownRegistrations> registrations_shown(const store::Snapshot& snapshot,
                                                     store::PersonRecords records, base::Millis now) {
    ShownRegistrations out{.today = time::day_in_japan(now)};
    for (const KeptRegistration& kept : records.registrations) {
        TRY(const sharing::Reason state, state_in(snapshot, records, kept.record, now));
        out.states.push_back(state);
    }
    out.records = std::move(records);
    return out;
}

diag::Result<ShownRegistrations> registrations_shown(const store::Snapshot& snapshot,
                                                     store::OfficeQuery query, base::Millis now) {
    ShownRegistrations out{.today = time::day_in_japan(now)};
    std::vector<KeptRegistration>& shown = out.records.registrations;
    const std::size_t wanted = query.limit;
    for (bool more = true; more && shown.size() < wanted;) {
        query.limit = static_cast<std::uint32_t>(wanted - shown.size());
        TRY(const store::PersonRecords page, store::registrations_of(snapshot, query));
        for (const KeptRegistration& kept : page.registrations) {
            query.after = std::max(query.after, kept.record.id);
            TRY(const store::PersonRecords records, store::person_records(snapshot, kept.person, {}));
            if (state_of(records, {}, now).hidden == sharing::Hidden::none) {
                TRY(const sharing::Reason state, state_in(snapshot, records, kept.record, now));
                shown.push_back(kept);
                out.states.push_back(state);
            }
        }
        for (const store::UnreadRecord& each : page.unread) {
            query.after = std::max(query.after, each.id);
            out.records.unread.push_back(each);
        }
        more = page.registrations.size() + page.unread.size() == query.limit;
    }
    return out;
}

} // namespace renkei::registry
