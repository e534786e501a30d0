#include "gateway/network/ledger/registrations.h"

#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/enter_record.h"
#include "generated/messages/ledger.h"

#include <fmt/format.h>

namespace renkei::ledger {

using sharing::Registration;

template <>
struct Kind<Registration> {
    static constexpr auto list = &store::PersonRecords::registrations;
    static constexpr diag::Message unknown = message::registration_unknown;
    static constexpr auto organisation = &Registration::office;
    static std::string query(const Registration& it) {
        return fmt::format("registration={}&office={}", it.id, policy::to_text(it.office));
    }
    static diag::Result<void> check_open(const Registration& it, const Act<Registration>& /*act*/) {
        return it.ended ? diag::fail(message::registration_ended_before, {},
                                     {it.id, time::second_in_japan(it.ended->at)})
                        : diag::Result<void>();
    }
    static diag::Result<void> check(const Registration& it, const store::PersonRecords& /*records*/,
                                    base::Millis now) {
        TRY_VOID(check_period(it.from, it.until));
        TRY_VOID(check_period(it.from, it.view_until));
        if (const std::optional<time::Date>& month = it.last_service_month) {
            const time::Date first{.year = month->year, .month = month->month, .day = 1};
            TRY_VOID(check_past("last service month", time::beginning_of(first), now));
        }
        return it.identity ? check_past("identity check", it.identity->at, now) : diag::Result<void>();
    }
    static diag::Result<void> check_among(const Registration& it, const store::PersonRecords& records) {
        for (const auto& [person, other, order] : records.registrations) {
            const bool is_beside = other.id != it.id && other.insurer == it.insurer &&
                                   other.service_type == it.service_type && !other.ended &&
                                   overlap(it, other);
            const bool is_same_office = other.office == it.office;
            if (is_beside && (is_same_office || (it.makes_plan && other.makes_plan))) {
                return diag::fail(is_same_office ? message::registration_doubled
                                                 : message::plan_maker_doubled,
                                  {}, {policy::to_text(other.office), other.id, other.from.text()});
            }
        }
        return {};
    }
};
template diag::Result<Registration> enter(store::Store&, const Act<Registration>&, const Subject&,
                                          Registration, PeerChange*);
template diag::Result<Registration> change(store::Store&, const Act<Registration>&, const seal::Hash&,
                                           std::string_view, const Make<Registration>&, PeerChange*);

diag::Result<Registration> end_registration(store::Store& store, const seal::Hash& person,
                                            std::string_view id, sharing::RegistrationEnd why,
                                            std::optional<base::Millis> at, PeerChange* peer) {
    constexpr Act<Registration> act{"registration-end", Needs::closing, false, false};
    const base::Millis now = store.clock().now();
    const base::Millis ends = at.value_or(now);
    TRY_VOID(check_past("end", ends, now));
    const auto ended = [&](Registration it, const auto& /*records*/) -> diag::Result<Registration> {
        // one that has not begun ends now: it never opens anything
        if (const base::Millis begins = time::beginning_of(it.from); at && ends < begins) {
            return diag::fail(message::moment_before, {},
                              {"end", time::second_in_japan(ends), time::second_in_japan(begins)});
        }
        it.ended = {.at = ends, .why = why};
        return it;
    };
    return change(store, act, person, id, ended, peer);
}

ShownRegistrations registrations_shown(store::PersonRecords records, const PresentPerson& person) {
    ShownRegistrations out{.today = time::day_in_japan(person.at)};
    for (const auto& kept : records.registrations) {
        out.states.push_back(state_of(kept.record, person));
    }
    out.records = std::move(records);
    return out;
}

diag::Result<ShownRegistrations> registrations_shown(const store::Snapshot& snapshot, store::ListQuery query,
                                                     base::Millis now) {
    query.kind = store::registration_kind;
    const auto state =
        [&](const Registration& it,
            const store::PersonRecords& records) -> diag::Result<std::optional<sharing::Reason>> {
        TRY(const PresentPerson person, present_person(snapshot, records, {}, now));
        return person.state.hidden == sharing::Hidden::none ? std::optional(state_of(it, person))
                                                            : std::nullopt;
    };
    return shown_of<sharing::Reason>(snapshot, std::move(query), &store::PersonRecords::registrations, now,
                                     state);
}

} // namespace renkei::ledger
