// What may be entered about a person, and what is recorded of it.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/audit/facts.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/mhd/persons/person_link.h"
#include "gateway/network/store/rows/uuid7.h"
#include "generated/messages/documents.h"
#include "generated/messages/ledger.h"

#include "tests/ledger/kit.h"

namespace renkei::ledger::ledger_test {
namespace {

using sharing::Agent;
using sharing::Consent;
using sharing::Registration;

constexpr base::Millis day = 24 * 60 * 60 * 1000;

class RegistryRecords : public Registry {
protected:
    void die() { must(change_state(*store, subject(), {.died = now()})); }
};

TEST_F(RegistryRecords, need_a_number_that_means_one_person) {
    const auto of = [&](const std::string& text, std::string_view insurer) {
        return message_of(subject_of(*store, number(text), insurer));
    };
    EXPECT_EQ(of("https://renkei.example.jp/fhir/IdSystem/kaigo-insured-person-no|0000000001", "990010"),
              message::person_ambiguous);
    EXPECT_EQ(of("office:9970100013|12", ""), message::insurer_missing);
    EXPECT_EQ(of("office:9970100013|12", "99001"), message::insurer_number_wrong);
    EXPECT_EQ(of("insurer:990010|0000000001", "990028"), message::insurer_other);
    EXPECT_EQ(must(subject_of(*store, number("office:9970100013|12"), "990010")).insurer, "990010");
}

TEST_F(RegistryRecords, of_a_number_without_an_insurer_go_by_the_one_that_is_kept_beside_it) {
    const Subject named = must(subject_of(*store, number("office:9970100013|12"), "990010"));
    must(enter(*store, registration_add, named, registration()));
    EXPECT_EQ(must(subject_of(*store, number("office:9970100013|12"), {})).insurer, "990010");
}

TEST_F(RegistryRecords, of_a_person_without_a_state_say_what_the_number_says) {
    EXPECT_EQ(access::state_of({}, "990010", now()), sharing::PersonState{.insurer = "990010"});
}

TEST_F(RegistryRecords, of_several_numbers_say_the_strictest_and_the_last_move) {
    using sharing::Hidden;
    const store::PersonRecords several{
        .states = {{{}, {.insurer = "990010", .died = 50, .hidden = Hidden::self}},
                   {{}, {.insurer = "990028", .moved_in = 20, .hidden = Hidden::history}},
                   {{}, {.insurer = "990036", .moved_in = 10, .died = 40}}}};
    const sharing::PersonState state = access::state_of(several, "990010", now());
    EXPECT_EQ(state.insurer, "990028");
    EXPECT_EQ(state.hidden, Hidden::self);
    EXPECT_EQ(state.died, 40);
}

TEST_F(RegistryRecords, are_each_one_audit_event_with_the_hash_of_the_person) {
    const Consent given = must(enter_consent(*store, subject(), consent())).consent;
    must(withdraw_consent(*store, subject().person, given.id, Agent::person, "もうよい"));
    Consent refusal = consent();
    refusal.permits = false;
    must(enter_consent(*store, subject(), refusal));
    const Registration added = must(enter(*store, registration_add, subject(), registration()));
    must(change(*store, registration_change, subject().person, added.id,
                edited([](Registration& it) { it.makes_plan = true; })));
    must(end_registration(*store, subject().person, added.id, sharing::RegistrationEnd::office, {}));
    must(change_state(*store, subject(),
                      {.hidden = sharing::Hidden::self, .care_level = sharing::CareLevel::none}));
    must(change_insurer(*store, "990010",
                        [](const sharing::Insurer& it) { return diag::Result<sharing::Insurer>(it); }));
    std::vector<std::string> names;
    for (const audit::Event& event : events()) {
        names.push_back(event.interaction);
        EXPECT_EQ(event.person, event.interaction == "insurer-set" ? "" : seal::to_hex(subject().person));
        EXPECT_EQ(event.query.find("0000000001"), std::string::npos);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"consent-give", "consent-withdraw", "consent-refuse",
                                               "registration-add", "registration-change", "registration-end",
                                               "person-set", "insurer-set"}));
    EXPECT_EQ(events()[0].query, "consent=" + given.id);
    EXPECT_EQ(events()[3].about, "plan-office");
    EXPECT_EQ(events()[4].about, "plan-office");
    EXPECT_TRUE(events()[4].query.ends_with("&changed=makes-plan:no>yes")) << events()[4].query;
    EXPECT_EQ(events()[5].about, "plan-office");
    EXPECT_EQ(events()[6].query, "changed=hidden:none>self,care-level:>none");
}

TEST_F(RegistryRecords, that_are_refused_leave_nothing) {
    Consent ahead = consent();
    ahead.given_at = now() + 1;
    EXPECT_EQ(message_of(enter_consent(*store, subject(), ahead)), message::moment_ahead);
    Registration of_unknown = registration();
    of_unknown.office = {"office", "9970100021"};
    EXPECT_EQ(message_of(enter(*store, registration_add, subject(), of_unknown)), message::office_unknown);
    EXPECT_TRUE(records(subject()).consents.empty());
    EXPECT_TRUE(records(subject()).registrations.empty());
    EXPECT_TRUE(events().empty());
}

TEST_F(RegistryRecords, of_the_dead_are_refused) {
    die();
    EXPECT_EQ(message_of(enter_consent(*store, subject(), consent())), message::person_died);
    EXPECT_EQ(message_of(enter(*store, registration_add, subject(), registration())), message::person_died);
    must(change_state(*store, subject(), {.died = std::optional<base::Millis>()}));
    must(enter_consent(*store, subject(), consent()));
}

TEST_F(RegistryRecords, belong_to_the_present_insurer) {
    must(change_state(*store, subject(), {.insurer = "990028", .moved_in = now()}));
    EXPECT_EQ(message_of(enter_consent(*store, subject(), consent())), message::insurer_other);
    EXPECT_EQ(message_of(enter(*store, registration_add, subject(), registration())), message::insurer_other);
}

TEST_F(RegistryRecords, that_a_death_is_under_a_linked_number_count_for_each) {
    const Subject patient = must(subject_of(*store, number("office:9970100013|12"), "990010"));
    must(store->write(
        [&](store::Transaction& it) { return it.link(subject().person, patient.person).map([](auto) {}); }));
    die();
    EXPECT_EQ(message_of(enter_consent(*store, patient, consent())), message::person_died);
    EXPECT_EQ(message_of(change_state(*store, patient, {.died = std::optional<base::Millis>()})),
              message::state_of_other_number);
    EXPECT_EQ(records(subject()).states.size(), 1U) << "a wrong link leaves nothing under the other number";
    must(change_state(*store, subject(), {.died = std::optional<base::Millis>()}));
    must(enter_consent(*store, patient, consent()));
}

TEST_F(RegistryRecords, an_office_is_registered_for_each_of_its_services) {
    Registration care = registration();
    care.service_type = "43";
    must(enter(*store, registration_add, subject(), care));
    Registration visits = registration();
    visits.service_type = "11";
    must(enter(*store, registration_add, subject(), visits));
    EXPECT_EQ(message_of(enter(*store, registration_add, subject(), visits)), message::registration_doubled);
}

TEST_F(RegistryRecords, a_month_of_service_is_not_ahead) {
    Registration ahead = registration();
    ahead.last_service_month = time::parse_date("2099-01");
    EXPECT_EQ(message_of(enter(*store, registration_add, subject(), ahead)), message::moment_ahead);
}

TEST_F(RegistryRecords, of_an_office_are_listed_without_hidden_persons) {
    must(enter(*store, registration_add, subject(), registration()));
    const Subject other = subject("insurer:990010|0000000002");
    must(enter(*store, registration_add, other, registration()));
    must(change_state(*store, subject(), {.hidden = sharing::Hidden::history}));
    const ShownRegistrations shown =
        must(store->read_value<ShownRegistrations>([&](const store::Snapshot& it) {
            return registrations_shown(it, store::ListQuery{.office = office, .limit = 1}, now());
        }));
    ASSERT_EQ(shown.records.registrations.size(), 1U) << "the page is filled";
    EXPECT_EQ(shown.records.registrations[0].person, other.person);
    EXPECT_EQ(shown.states, std::vector{sharing::Reason::allowed});
}

TEST_F(RegistryRecords, an_office_is_registered_once_in_a_time) {
    Registration first = registration();
    first.until = time::day_in_japan(now() + 10 * day);
    const std::string id = must(enter(*store, registration_add, subject(), first)).id;
    Registration second = registration();
    second.from = time::day_in_japan(now() + 10 * day);
    EXPECT_EQ(message_of(enter(*store, registration_add, subject(), second)), message::registration_doubled);
    second.from = time::day_in_japan(now() + 11 * day);
    must(enter(*store, registration_add, subject(), second));
    EXPECT_EQ(message_of(
                  change(*store, registration_change, subject().person, id,
                         edited([&](Registration& it) { it.until = time::day_in_japan(now() + 12 * day); }))),
              message::registration_doubled);
    must(end_registration(*store, subject().person, id, sharing::RegistrationEnd::person, {}));
    must(enter(*store, registration_add, subject("insurer:990010|0000000002"), registration()));
}

TEST_F(RegistryRecords, a_registration_is_changed_as_far_as_is_said) {
    Registration registered = registration();
    registered.service_type = "43";
    registered = must(enter(*store, registration_add, subject(), registered));
    const std::size_t before = events().size();
    const Registration changed =
        must(change(*store, registration_change, subject().person, registered.id,
                    edited([](Registration& it) { it.last_service_month = time::parse_date("2026-10"); })));
    EXPECT_EQ(changed.service_type, "43");
    EXPECT_EQ(changed.last_service_month, time::parse_date("2026-10"));
    EXPECT_EQ(records(subject()).registrations[0].record, changed);
    EXPECT_EQ(events().size(), before + 1);
    EXPECT_EQ(must(change(*store, registration_change, subject().person, registered.id,
                          edited([](Registration&) {}))),
              changed);
    EXPECT_EQ(events().size(), before + 1) << "nothing was changed";
    EXPECT_EQ(
        message_of(change(*store, registration_change, subject().person, registered.id,
                          edited([&](Registration& it) { it.until = time::day_in_japan(now() - day); }))),
        message::period_backwards);
}

TEST_F(RegistryRecords, a_registration_ends_once_and_not_before_it_began) {
    const std::string id = must(enter(*store, registration_add, subject(), registration())).id;
    const auto end = [&](base::Millis at) {
        return end_registration(*store, subject().person, id, sharing::RegistrationEnd::claims, at);
    };
    EXPECT_EQ(message_of(end(now() + 1)), message::moment_ahead);
    EXPECT_EQ(message_of(end(now() - 2 * day)), message::moment_before);
    EXPECT_EQ(must(end(now())).ended,
              (sharing::RegistrationEnded{.at = now(), .why = sharing::RegistrationEnd::claims}));
    EXPECT_EQ(message_of(end(now())), message::registration_ended_before);
    EXPECT_EQ(
        message_of(change(*store, registration_change, subject().person, id, edited([](Registration&) {}))),
        message::registration_ended_before);
    for (const std::string_view none : {"none", ""}) {
        EXPECT_EQ(message_of(end_registration(*store, subject().person, none, {}, {})),
                  message::registration_unknown);
    }
}

TEST_F(RegistryRecords, a_registration_that_has_not_begun_can_be_ended) {
    Registration later = registration();
    later.from = time::day_in_japan(now() + 5 * day);
    const std::string id = must(enter(*store, registration_add, subject(), later)).id;
    EXPECT_EQ(must(end_registration(*store, subject().person, id, {}, {})).ended->at, now());
}

// States and insurers.

TEST_F(RegistryRecords, a_state_changes_as_far_as_is_said) {
    must(change_state(*store, subject(), {.hidden = sharing::Hidden::history}));
    const ChangedState changed = must(change_state(*store, subject(), {.died = now()}));
    EXPECT_EQ(changed.changed, std::vector<std::string>{"died"});
    EXPECT_EQ(changed.state,
              (sharing::PersonState{.insurer = "990010", .died = now(), .hidden = sharing::Hidden::history}));
    const std::size_t before = events().size();
    EXPECT_TRUE(must(change_state(*store, subject(), {.died = now()})).changed.empty());
    EXPECT_EQ(events().size(), before);
    EXPECT_EQ(message_of(change_state(*store, subject(), {.died = now() + 1})), message::moment_ahead);
}

TEST_F(RegistryRecords, an_insurer_that_stays_as_it_is_is_not_written) {
    const auto same = [](const sharing::Insurer& it) { return diag::Result<sharing::Insurer>(it); };
    EXPECT_TRUE(must(change_insurer(*store, "990010", same))) << "it is new";
    EXPECT_FALSE(must(change_insurer(*store, "990010", same)));
    EXPECT_EQ(events().size(), 1U);
    must(change_insurer(*store, "990010", [](sharing::Insurer it) {
        it.settings.strict = true;
        it.functions = {{"plans", *time::parse_date("2027-01-01")}};
        return diag::Result<sharing::Insurer>(it);
    }));
    EXPECT_EQ(events().back().query, "insurer=990010&changed=plans:>\"2027-01-01\",strict:false>true");
    EXPECT_EQ(message_of(change_insurer(*store, "99001", same)), message::insurer_number_wrong);
}

} // namespace
} // namespace renkei::ledger::ledger_test
