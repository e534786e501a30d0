#include "gateway/network/registry/registrations.h"

#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/registry/changes.h"
#include "gateway/network/registry/organisation_records.h"
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

diag::Result<void> check_single(const store::PersonRecords& records, const Registration& registration) {
    for (const auto& [person, other, order] : records.registrations) {
        const bool is_same_office = other.office == registration.office &&
                                    other.insurer == registration.insurer &&
                                    other.service_type == registration.service_type;
        if (other.id != registration.id && is_same_office && !other.ended && overlap(registration, other)) {
            return diag::fail(message::registration_doubled, {},
                              {policy::to_text(other.office), other.id, other.from.text()});
        }
    }
    return {};
}

// One that has not ended.
diag::Result<KeptRegistration> find_registration(const store::PersonRecords& records, std::string_view id) {
    TRY(KeptRegistration found, find_kept(records.registrations, id, message::registration_unknown));
    return found.record.ended ? diag::fail(message::registration_ended_before, {},
                                           {found.record.id, time::second_in_japan(found.record.ended->at)})
                              : diag::Result<KeptRegistration>(std::move(found));
}

template <class Value>
void take(const std::optional<Value>& given, Value& out) {
    out = given.value_or(out);
}

// `changed`: as Changes says.
RecordEvent event_of(audit::Action action, std::string_view interaction, const Registration& registration,
                     std::string_view changed = {}) {
    return {action, std::string(interaction),
            fmt::format("registration={}&office={}{}{}", registration.id,
                        policy::to_text(registration.office), changed.empty() ? "" : "&changed=", changed)};
}

std::string changes_between(const Registration& before, const Registration& after) {
    Changes out;
    out.note("service-type", before.service_type, after.service_type);
    out.note("until", before.until, after.until);
    out.note("last-service", before.last_service_month, after.last_service_month);
    out.note("view-until", before.view_until, after.view_until);
    out.note("makes-plan", before.makes_plan ? "yes" : "no", after.makes_plan ? "yes" : "no");
    return out.text();
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
        TRY(const std::string about, peer_of_office(transaction, registration.office));
        TRY(const store::PersonRecords records,
            store::person_records(transaction, subject.person, subject.insurer));
        TRY(const ChangeStep step, check_change(peer, transaction, records));
        if (step == ChangeStep::leave) {
            return {};
        }
        TRY_VOID(check_addable(records, subject.insurer, now));
        TRY_VOID(check_single(records, registration));
        TRY_VOID(store::put(transaction, KeptRegistration{subject.person, registration}));
        return audit_record(transaction, subject.person, about, now,
                            event_of(audit::Action::create, "registration-add", registration),
                            caller_of(peer));
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
        TRY(const std::string about, peer_id_of(transaction, out.office));
        return audit_record(transaction, kept.person, about, now,
                            event_of(audit::Action::update, "registration-change", out, changed),
                            caller_of(peer));
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
        TRY(const std::string about, peer_id_of(transaction, out.office));
        return audit_record(transaction, kept.person, about, now,
                            event_of(audit::Action::update, "registration-end", out), caller_of(peer));
    }));
    return out;
}

ShownRegistrations registrations_shown(store::PersonRecords records, const PresentPerson& person) {
    ShownRegistrations out{.today = time::day_in_japan(person.at)};
    for (const KeptRegistration& kept : records.registrations) {
        out.states.push_back(state_of(kept.record, person));
    }
    out.records = std::move(records);
    return out;
}

diag::Result<ShownRegistrations> registrations_shown(const store::Snapshot& snapshot, store::ListQuery query,
                                                     base::Millis now) {
    query.kind = store::registration_kind;
    ShownRegistrations out{.today = time::day_in_japan(now)};
    const auto show = [&](const KeptRegistration& kept,
                          const store::PersonRecords& records) -> diag::Result<bool> {
        TRY(const PresentPerson person, present_person(snapshot, records, {}, now));
        if (person.state.hidden != sharing::Hidden::none) {
            return false;
        }
        out.records.registrations.push_back(kept);
        out.states.push_back(state_of(kept.record, person));
        return true;
    };
    TRY_VOID(each_listed(snapshot, std::move(query), &store::PersonRecords::registrations, out.records.unread,
                         show));
    return out;
}

} // namespace renkei::registry
