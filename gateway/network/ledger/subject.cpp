#include "gateway/network/ledger/subject.h"

#include "gateway/core/time/instant.h"
#include "gateway/core/time/japan_day.h"
#include "gateway/network/documents/intake.h"
#include "gateway/network/documents/request_event.h"
#include "gateway/network/mhd/persons/person_link.h"
#include "generated/messages/ledger.h"

namespace renkei::ledger {
namespace {

// As known of the person, under all linked numbers.
diag::Result<std::string> insurer_in_store(const store::Store& store, const seal::Hash& person) {
    TRY(const store::PersonRecords records,
        store.read_value<store::PersonRecords>(
            [&](const store::Snapshot& snapshot) { return store::person_records(snapshot, person, {}); }));
    const std::string insurer =
        access::state_of(records, access::insurer_of(records), store.clock().now()).insurer;
    return insurer.empty() ? diag::fail(message::insurer_missing, {}) : diag::Result<std::string>(insurer);
}

} // namespace

diag::Result<Subject> subject_of(const store::Store& store, const documents::PersonNumber& number,
                                 std::string_view insurer) {
    TRY_VOID(mhd::check_linkable(number));
    const bool is_insured = number.within.system == policy::number_kind("insurer")->system;
    if (!insurer.empty() && !policy::is_whole({.kind = "insurer", .value = std::string(insurer)})) {
        return diag::fail(message::insurer_number_wrong, {}, {insurer});
    }
    if (is_insured && !insurer.empty() && number.within.value != insurer) {
        return diag::fail(message::insurer_other, {}, {insurer});
    }
    Subject out{.person = documents::person_hash(store.search_key(), number),
                .insurer = is_insured ? number.within.value : std::string(insurer),
                .number = is_insured ? number.number.value : std::string()};
    if (out.insurer.empty()) {
        TRY(out.insurer, insurer_in_store(store, out.person));
    }
    return out;
}

audit::Event event_about(const seal::Hash& person, base::Millis now, audit::Action action,
                         std::string interaction, std::string query, const policy::Caller& by) {
    audit::Event out = documents::event_of(by, now, action, interaction);
    out.person = seal::to_hex(person);
    out.query = std::move(query);
    return out;
}

diag::Result<void> check_past(std::string_view what, base::Millis at, base::Millis now) {
    return at <= now ? diag::Result<void>()
                     : diag::fail(message::moment_ahead, {},
                                  {what, time::second_in_japan(at), time::second_in_japan(now)});
}

diag::Result<void> check_open(const sharing::PersonState& state, std::string_view insurer) {
    if (state.died) {
        return diag::fail(message::person_died, {});
    }
    return check_insurer(state, insurer);
}

diag::Result<void> check_insurer(const sharing::PersonState& state) {
    return state.insurer.empty() ? diag::fail(message::insurer_unclear, {}) : diag::Result<void>();
}

diag::Result<void> check_insurer(const sharing::PersonState& state, std::string_view insurer) {
    TRY_VOID(check_insurer(state));
    return state.insurer == insurer ? diag::Result<void>()
                                    : diag::fail(message::insurer_other, {}, {insurer});
}

diag::Result<void> check_room(const store::PersonRecords& records) {
    const std::size_t number = records.consents.size() + records.registrations.size() +
                               records.opinions.size() + records.certifications.size() +
                               records.relations.size();
    return number < max_records ? diag::Result<void>()
                                : diag::fail(message::records_too_many, {}, {std::to_string(max_records)});
}

diag::Result<void> check_named(const std::optional<sharing::NamedSubject>& subject, base::Millis now) {
    if (subject && !sharing::is_reading(subject->kana)) {
        return diag::fail(message::reading_not_kana, {});
    }
    return subject && subject->birth ? check_past("birth", time::beginning_of(*subject->birth), now)
                                     : diag::Result<void>();
}

diag::Result<void> check_period(const std::optional<time::Date>& from,
                                const std::optional<time::Date>& until) {
    return from && until && *until < *from
               ? diag::fail(message::period_backwards, {}, {from->text(), until->text()})
               : diag::Result<void>();
}

} // namespace renkei::ledger
