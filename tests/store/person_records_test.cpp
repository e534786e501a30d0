// Consents, registrations and states of persons: sealed, found by person and by office, kept as long as they
// matter.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/store/inspect.h"
#include "gateway/network/store/persons/person_records.h"
#include "gateway/network/store/session/session.h"
#include "generated/messages/store.h"

#include "tests/store/records_kit.h"
#include <gmock/gmock.h>

#include <set>
#include <thread>

namespace renkei::store::person_records_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PersonRecord : public RecordContract {};
RENKEI_ON_BOTH_ENGINES(PersonRecord);

TEST_P(PersonRecord, comes_back_as_it_was_written_and_of_this_person_alone) {
    const sharing::Consent consent = consent_of(now());
    const sharing::Registration registration = registration_of(office_one, now());
    const sharing::OpinionRequest opinion = opinion_of(office_two, now());
    const sharing::StatedRelation relation{.id = new_uuid7(now() + 1),
                                           .insurer = "990010",
                                           .organisation = office_two,
                                           .from = time::day_in_japan(now())};
    const sharing::PersonState state{.insurer = "990010", .hidden = sharing::Hidden::history};
    keep("hanako", consent);
    keep("hanako", opinion);
    keep("hanako", relation);
    keep("hanako", registration);
    keep("hanako", state);
    keep("taro", consent_of(now() + 1));
    const PersonRecords found = of("hanako");
    EXPECT_THAT(found.consents, ElementsAre(Kept<sharing::Consent>{hash_of("hanako"), consent}));
    EXPECT_THAT(found.registrations,
                ElementsAre(Kept<sharing::Registration>{hash_of("hanako"), registration}));
    EXPECT_THAT(found.opinions, ElementsAre(Kept<sharing::OpinionRequest>{hash_of("hanako"), opinion}));
    EXPECT_THAT(found.relations, ElementsAre(Kept<sharing::StatedRelation>{hash_of("hanako"), relation}));
    EXPECT_THAT(found.states, ElementsAre(Kept<sharing::PersonState>{hash_of("hanako"), state}));
    EXPECT_TRUE(found.insurers.empty());
    EXPECT_THAT(of("jiro").consents, IsEmpty());
}

TEST_P(PersonRecord, has_one_row_that_a_change_replaces) {
    sharing::Consent consent = consent_of(now());
    keep("hanako", consent);
    consent.withdrawn = sharing::Withdrawal{.at = now() + 5, .why = "気が変わった"};
    keep("hanako", consent);
    EXPECT_THAT(of("hanako").consents, ElementsAre(Kept<sharing::Consent>{hash_of("hanako"), consent}));
}

TEST_P(PersonRecord, is_found_by_each_number_that_is_linked) {
    const sharing::Consent one = consent_of(now());
    const sharing::Consent two = consent_of(now() + 1);
    keep("insured number", one);
    keep("patient number", two);
    link("insured number", "user number");
    link("user number", "patient number");
    for (const char* const number : {"insured number", "user number", "patient number"}) {
        EXPECT_THAT(of(number).consents, ElementsAre(Kept<sharing::Consent>{hash_of("insured number"), one},
                                                     Kept<sharing::Consent>{hash_of("patient number"), two}))
            << number;
    }
}

TEST_P(PersonRecord, comes_with_the_insurers_that_gave_the_numbers) {
    sharing::Insurer insurer{.number = "990010", .state = sharing::InsurerState::live};
    write(*store, [&](Transaction& it) { return put(it, insurer); });
    EXPECT_TRUE(of("hanako").insured_by.empty());
    NewVersion named = document(*store, "d");
    named.parties.persons = {hash_of("hanako"), hash_of("a patient number")};
    named.parties.insured = {{hash_of("hanako"), "990010"}};
    const Version version = add(*store, named);
    EXPECT_EQ(of("hanako").insured_by, std::vector<std::string>{"990010"});
    EXPECT_EQ(of("hanako").insurers, std::vector{insurer});
    const auto persons = read<std::vector<NamedPerson>>(
        *store, [&](const Snapshot& it) { return it.named_persons(version.document); });
    ASSERT_EQ(persons.size(), 2U);
    EXPECT_EQ(persons[0].person, hash_of("hanako"));
    EXPECT_TRUE(persons[0].is_insured);
    EXPECT_EQ(persons[0].version, 1U);
    EXPECT_FALSE(persons[1].is_insured);
    const auto stated = [&] {
        return read<std::set<std::string>>(
            *store, [&](const Snapshot& it) { return it.with_stated_persons({version}); });
    };
    EXPECT_TRUE(stated().empty());
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        TRY_VOID(put_insured(it, hash_of("hanako"), "990028")); // the first one stays
        TRY_VOID(put_insured(it, hash_of("taro"), "990036"));
        return it.link(hash_of("hanako"), hash_of("taro")).map([](bool) {});
    });
    write(*store, [&](Transaction& it) {
        return put(it, Kept<sharing::PersonState>{hash_of("taro"), {.insurer = "990036"}});
    });
    EXPECT_EQ(stated(), std::set<std::string>{version.document}) << "under a linked number";
    const std::vector<std::string> of_both = of("taro").insured_by;
    EXPECT_EQ(std::set<std::string>(of_both.begin(), of_both.end()),
              (std::set<std::string>{"990010", "990036"}));
}

TEST_P(PersonRecord, comes_with_the_insurer_that_is_asked_for) {
    sharing::Insurer insurer{.number = "990010", .state = sharing::InsurerState::live};
    insurer.settings.grace_months = 5;
    write(*store, [&](Transaction& it) { return put(it, insurer); });
    write(*store, [&](Transaction& it) { return put(it, sharing::Insurer{.number = "990028"}); });
    EXPECT_EQ(of("hanako", "990010").insurer("990010"), insurer);
    EXPECT_FALSE(of("hanako", "990036").insurer("990036"));
    const auto all = read<std::vector<sharing::Insurer>>(*store, insurers);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0], insurer);
}

TEST_P(PersonRecord, is_sealed_and_opens_in_its_own_place_alone) {
    keep("hanako", consent_of(now()));
    keep("taro", consent_of(now() + 1));
    std::string bytes;
    must(store->read([&](const Snapshot& it) -> diag::Result<void> {
        TRY_VOID(it.session().sql.run("SELECT entry FROM person_record", {},
                                      [&](const SqlRow& row) { bytes += row.text(0); }));
        return {};
    }));
    EXPECT_EQ(bytes.find("花子"), std::string::npos);
    EXPECT_EQ(bytes.find("990010"), std::string::npos);
    EXPECT_EQ(count_damaged(), 0U);
    write(*store, [&](Transaction& it) { // the consent of another person in this one's row
        return it.session().sql.send(
            "UPDATE person_record SET entry = (SELECT entry FROM person_record o WHERE "
            "o.person = $1) WHERE person = $2",
            {hash_of("taro"), hash_of("hanako")});
    });
    const PersonRecords damaged = of("hanako");
    EXPECT_EQ(message_of(check_whole(damaged)), diag::message::record_damaged);
    EXPECT_EQ(damaged.unread[0].person, hash_of("hanako"));
    write(*store, [&](Transaction& it) { return drop(it, damaged.unread[0]); });
    EXPECT_TRUE(check_whole(of("hanako")).has_value());
    keep("hanako", consent_of(now()));
    write(*store, [&](Transaction& it) {
        return it.session().sql.send("UPDATE person_record SET entry = $1 WHERE person = $2",
                                     {Bytes{std::string(60, 'x')}, hash_of("hanako")});
    });
    EXPECT_EQ(of("taro").consents.size(), 1U) << "the others are as good as ever";
    EXPECT_EQ(count_damaged(), 1U);
    must(backup(*store, site->folder() / "backup", site->ring));
    EXPECT_EQ(must(verify_backup(site->folder() / "backup", site->ring)).damaged_records, 1U);
}

TEST_P(PersonRecord, of_a_newer_program_is_no_ground_to_decide) {
    keep("hanako", consent_of(now()));
    write(*store,
          [](Transaction& it) { return it.session().sql.send("UPDATE person_record SET kind = 'vow'", {}); });
    EXPECT_EQ(message_of(check_whole(of("hanako"))), diag::message::record_unread);
    EXPECT_EQ(count_damaged(), 1U) << "it cannot be read either";
}

TEST_P(PersonRecord, outlives_a_change_of_master_keys) {
    keep("hanako", consent_of(now()));
    seal::KeyRing ring = must(seal::KeyRing::read(site->folder() / "keys"));
    must(ring.add_key(site->folder() / "keys"));
    must(store->rekey(ring));
    EXPECT_EQ(must(store->retire_old_keys(ring)), 0U);
    must(ring.drop_old(site->folder() / "keys"));
    store = must(Store::open(site->settings(), ring, site->clock));
    EXPECT_EQ(of("hanako").consents.size(), 1U);
}

TEST_P(PersonRecord, counts_damage_over_many_pages) {
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        for (int i = 0; i < 1005; ++i) {
            TRY_VOID(put(it, Kept<sharing::Consent>{hash_of(std::to_string(i)), consent_of(now() + i)}));
        }
        return it.session().sql.send("UPDATE person_record SET entry = $1", {Bytes{std::string(60, 'x')}});
    });
    EXPECT_EQ(count_damaged(), 1005U);
}

// Retention.

TEST_P(PersonRecord, of_an_ended_registration_goes_and_others_stay) {
    sharing::Registration ended = registration_of(office_one, now());
    ended.ended = sharing::RegistrationEnded{.at = now() + day};
    sharing::Registration dated = registration_of(office_two, now());
    dated.until = time::day_in_japan(now() + 10 * day);
    keep("hanako", ended);
    keep("hanako", dated);
    keep("hanako", registration_of(office_two, now() + 20 * day));
    EXPECT_EQ(retain(now() + day), 0U);
    EXPECT_EQ(retain(now() + day + 1), 1U);
    EXPECT_EQ(retain(now() + 12 * day), 1U) << "the last day counts";
    EXPECT_EQ(retain(now() + 1000 * day), 0U);
    EXPECT_EQ(of("hanako").registrations.size(), 1U);
}

TEST_P(PersonRecord, of_a_consent_stays_as_long_as_an_older_one_could_come_back) {
    keep("hanako", consent_of(now()));
    sharing::Consent newer = consent_of(now() + day);
    newer.until = time::day_in_japan(now() + 2 * day);
    keep("hanako", newer);
    EXPECT_EQ(retain(now() + 1000 * day), 0U);
    newer.withdrawn = sharing::Withdrawal{.at = now() + 3 * day};
    keep("hanako", newer);
    EXPECT_EQ(retain(now() + 3 * day), 0U);
    EXPECT_EQ(retain(now() + 3 * day + 1), 2U) << "the withdrawal ended both";
    EXPECT_THAT(of("hanako").consents, IsEmpty());
}

TEST_P(PersonRecord, of_a_consent_stays_for_one_under_a_linked_number) {
    sharing::Consent withdrawn = consent_of(now());
    withdrawn.withdrawn = sharing::Withdrawal{.at = now() + day};
    keep("insured number", withdrawn);
    keep("patient number", consent_of(now() + 2 * day));
    link("insured number", "patient number");
    EXPECT_EQ(retain(now() + 1000 * day), 0U);
    write(*store, [&](Transaction& it) {
        return it.unlink(hash_of("insured number"), hash_of("patient number")).map([](auto) {});
    });
    EXPECT_EQ(retain(now() + 1000 * day), 1U);
    EXPECT_EQ(of("patient number").consents.size(), 1U);
}

TEST_P(PersonRecord, of_the_dead_goes_but_for_the_death) {
    keep("hanako", opinion_of(office_one, now()));
    keep("hanako", consent_of(now()));
    keep("hanako", registration_of(office_one, now()));
    keep("hanako", sharing::PersonState{.insurer = "990010", .died = now() + day});
    EXPECT_EQ(retain(now() + day + 1), 3U);
    EXPECT_EQ(of("hanako").states.size(), 1U);
}

TEST_P(PersonRecord, of_a_death_that_was_a_mistake_stays) {
    keep("hanako", consent_of(now()));
    keep("hanako", sharing::PersonState{.insurer = "990010", .died = now() + day});
    keep("hanako", sharing::PersonState{.insurer = "990010"});
    EXPECT_EQ(retain(now() + 1000 * day), 0U);
}

// A batch of retention may end between the rows of a person.
TEST_P(PersonRecord, that_withdrew_goes_after_all_that_it_ended) {
    constexpr int many = 700; // more than a batch
    write(*store, [&](Transaction& it) -> diag::Result<void> {
        sharing::Consent first = consent_of(now() + many);
        first.withdrawn = sharing::Withdrawal{.at = now() + day};
        TRY_VOID(put(it, Kept<sharing::Consent>{hash_of("hanako"), first}));
        for (int i = 0; i < many; ++i) {
            TRY_VOID(it.session().sql.send(
                "INSERT INTO person_record (person, id, kind, office, begins, withdrawn, spent, entry) "
                "SELECT "
                "person, $1, kind, office, $2, 0, $3, entry FROM person_record WHERE withdrawn > 0",
                {Bytes{seal::bytes_of(hash_of(std::to_string(i))).substr(0, 16)}, now() + i, now() + day}));
        }
        return {};
    });
    EXPECT_EQ(retain(now() + 2 * day), 500U);
    EXPECT_EQ(number_of("SELECT count(*) FROM person_record WHERE withdrawn > 0"), 1);
    EXPECT_EQ(retain(now() + 2 * day), 201U);
    EXPECT_EQ(number_of("SELECT count(*) FROM person_record"), 0);
}

TEST_P(PersonRecord, that_was_withdrawn_before_it_was_given_goes_with_its_withdrawal) {
    sharing::Consent consent = consent_of(now() + day); // by a clock that ran ahead
    consent.withdrawn = sharing::Withdrawal{.at = now()};
    keep("hanako", consent);
    EXPECT_EQ(retain(now()), 0U);
    EXPECT_EQ(retain(now() + 1), 1U);
}

// Two nodes.

TEST_P(PersonRecord, is_not_entered_beside_a_link_that_is_being_made) {
    constexpr std::size_t persons = 30;
    const auto other = site->open("b");
    const auto name = [](std::string_view kind, std::size_t i) {
        return std::string(kind) + std::to_string(i);
    };
    for (std::size_t i = 0; i < persons; ++i) {
        keep(name("old ", i), consent_of(now() + static_cast<Millis>(i)));
    }
    std::vector<std::size_t> seen(persons);
    std::thread enters([&] {
        for (std::size_t i = 0; i < persons; ++i) {
            write(*store, [&](Transaction& it) -> diag::Result<void> {
                TRY_VOID(lock_records(it));
                TRY(const PersonRecords records, person_records(it, hash_of(name("new ", i)), {}));
                return records.consents.empty()
                           ? put(it, Kept<sharing::Consent>{hash_of(name("new ", i)), consent_of(now())})
                           : diag::Result<void>();
            });
        }
    });
    std::thread links([&] {
        for (std::size_t i = 0; i < persons; ++i) {
            write(*other, [&](Transaction& it) -> diag::Result<void> {
                TRY_VOID(it.link(hash_of(name("old ", i)), hash_of(name("new ", i))));
                TRY(const PersonRecords records, person_records(it, hash_of(name("old ", i)), {}));
                seen[i] = records.consents.size();
                return {};
            });
        }
    });
    enters.join();
    links.join();
    for (std::size_t i = 0; i < persons; ++i) {
        EXPECT_EQ(of(name("old ", i)).consents.size(), seen[i]) << "the link saw all there is";
    }
}

TEST_P(PersonRecord, is_changed_by_one_node_at_a_time) {
    const auto other = site->open("b");
    const auto add_if_few = [&](Store& node, std::size_t most) {
        for (int i = 0; i < 20; ++i) {
            write(node, [&](Transaction& it) -> diag::Result<void> {
                TRY_VOID(lock_records(it));
                TRY(const PersonRecords records, person_records(it, hash_of("hanako"), {}));
                return records.consents.size() < most
                           ? put(it, Kept<sharing::Consent>{hash_of("hanako"), consent_of(now())})
                           : diag::Result<void>();
            });
        }
    };
    std::thread a([&] { add_if_few(*store, 15); });
    std::thread b([&] { add_if_few(*other, 15); });
    a.join();
    b.join();
    EXPECT_EQ(of("hanako").consents.size(), 15U);
    EXPECT_EQ(read<PersonRecords>(
                  *other, [&](const Snapshot& it) { return person_records(it, hash_of("hanako"), {}); })
                  .consents.size(),
              15U);
}

TEST_P(PersonRecord, is_found_by_its_id_and_by_an_office_of_its_person) {
    const sharing::Consent consent = consent_of(1000);
    const sharing::Registration registration = registration_of(office_one, 2000);
    keep("a", consent);
    keep("b", registration);
    link("a", "b");
    const auto person = [&](const std::string& id) {
        return read<std::optional<Hash>>(*store,
                                         [&](const Snapshot& it) { return person_of_record(it, id); });
    };
    EXPECT_EQ(person(consent.id), hash_of("a"));
    EXPECT_EQ(person(registration.id), hash_of("b"));
    EXPECT_EQ(person(new_uuid7(3000)), std::nullopt);
    EXPECT_EQ(person("no id"), std::nullopt);
    const auto with = [&](std::string_view kind, const std::string& id) {
        return read<PersonRecords>(*store, [&](const Snapshot& it) { return record_with_id(it, kind, id); });
    };
    EXPECT_THAT(with(registration_kind, registration.id).registrations,
                ElementsAre(Kept<sharing::Registration>{hash_of("b"), registration}));
    EXPECT_THAT(with(consent_kind, registration.id).registrations, IsEmpty()) << "it is of another kind";
    EXPECT_THAT(with(state_kind, "00000000-0000-0000-0000-000000000000").states, IsEmpty());
    EXPECT_EQ(person("00000000-0000-0000-0000-000000000000"), std::nullopt) << "of states, which have none";
    const auto has = [&](std::string_view of, const policy::Number& office) {
        return read<bool>(*store, [&](const Snapshot& it) {
            return is_listed(it, registration_kind, hash_of(of), std::span(&office, 1));
        });
    };
    keep("d", opinion_of(office_two, 4000));
    EXPECT_FALSE(has("d", office_two)) << "an opinion is asked of it, and it is not registered";
    const std::vector<policy::Number> both{office_two, office_one};
    EXPECT_TRUE(read<bool>(
        *store, [&](const Snapshot& it) { return is_listed(it, registration_kind, hash_of("a"), both); }));
    EXPECT_TRUE(has("a", office_one)) << "under a linked number";
    EXPECT_FALSE(has("a", office_two));
    EXPECT_FALSE(has("c", office_one));
}

} // namespace
} // namespace renkei::store::person_records_test
