// What still closes beside a record that cannot be read, and how that goes away.
#include "gateway/network/access/person_facts.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/damaged.h"
#include "gateway/network/ledger/plain_records.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "gateway/network/store/session/session.h"
#include "generated/messages/ledger.h"
#include "generated/messages/store.h"

#include "tests/ledger/kit.h"

namespace renkei::ledger::damaged_test {
namespace {

using sharing::Agent;
using sharing::Consent;

class DamagedRegistry : public Registry {
protected:
    // The record with this id does not open any more.
    void damage(std::string_view id) {
        must(store->write([&](store::Transaction& it) {
            return it.session().sql.send(
                "UPDATE person_record SET entry = $1 WHERE id = $2",
                {store::Bytes{std::string(60, 'x')}, store::Bytes{*store::uuid_bytes(id)}});
        }));
    }
    // A record of a kind that no decision reads.
    diag::Result<store::PlainRecord> enter_plain_of(base::Millis last_day) {
        const auto make = [&](const store::PlainRecord& fresh, const auto& /*records*/) {
            return diag::Result<store::PlainRecord>(
                store::PlainRecord{.id = fresh.id,
                                   .kind = "ledger/visit",
                                   .text = fmt::format(R"({{"id":"{}"}})", fresh.id),
                                   .office = this->registration().office,
                                   .insurer = fresh.insurer,
                                   .last_day = last_day});
        };
        return enter_plain(*store, {"visit-add", Needs::opening}, subject(), make, nullptr);
    }
    diag::Result<access::PersonFacts> facts() const {
        return store->read_value<access::PersonFacts>([&](const store::Snapshot& it) {
            return access::facts_of(it, subject().person, subject().insurer, now(), now());
        });
    }
};

TEST_F(DamagedRegistry, records_let_a_person_close_and_not_open) {
    const std::string lost = must(enter_consent(*store, subject(), consent())).consent.id;
    const std::string registered = must(enter(*store, registration_add, subject(), registration())).id;
    clock.pass(1000);
    must(enter_consent(*store, subject(), consent()));
    damage(lost);
    EXPECT_EQ(message_of(facts()), diag::message::record_damaged) << "nothing is decided";
    EXPECT_EQ(message_of(enter_consent(*store, subject(), consent())), diag::message::record_damaged);
    EXPECT_EQ(message_of(change(*store, registration_change, subject().person, registered,
                                edited([](sharing::Registration& it) { it.makes_plan = true; }))),
              diag::message::record_damaged);
    must(withdraw_consent(*store, subject().person, {}, Agent::person, {}));
    Consent refusal = consent();
    refusal.permits = false;
    must(enter_consent(*store, subject(), refusal));
    must(end_registration(*store, subject().person, registered, {}, {}));
    must(change_state(*store, subject(), {.hidden = sharing::Hidden::self, .died = now()}));
    EXPECT_EQ(records(subject()).unread.size(), 1U);
}

TEST_F(DamagedRegistry, consent_is_dropped_when_no_other_one_is_open) {
    const std::string lost = must(enter_consent(*store, subject(), consent())).consent.id;
    const std::string open = must(enter_consent(*store, subject(), consent())).consent.id;
    damage(lost);
    EXPECT_EQ(message_of(drop_damaged(*store, subject().person, open)), message::record_not_damaged);
    EXPECT_EQ(message_of(drop_damaged(*store, subject().person, lost)), message::record_guards_consent);
    must(withdraw_consent(*store, subject().person, open, Agent::person, {}));
    EXPECT_EQ(must(drop_damaged(*store, subject().person, lost)), "consent");
    EXPECT_EQ(events().back().interaction, "record-drop");
    EXPECT_TRUE(facts().has_value());
    must(enter_consent(*store, subject(), consent()));
}

TEST_F(DamagedRegistry, record_that_no_decision_reads_closes_its_own_kinds_alone) {
    const std::string lost = must(enter_plain_of(now())).id;
    damage(lost);
    EXPECT_TRUE(facts().has_value());
    must(enter_consent(*store, subject(), consent()));
    EXPECT_EQ(message_of(enter_plain_of(now())), diag::message::record_damaged);
    EXPECT_EQ(must(drop_damaged(*store, subject().person, lost)), "ledger/visit");
    must(enter_plain_of(now()));
}

TEST_F(DamagedRegistry, record_of_the_time_before_a_death_is_entered_after_it) {
    must(change_state(*store, subject(), {.died = now()}));
    must(enter_plain_of(now()));
    EXPECT_EQ(message_of(enter_plain_of(now() + 1)), message::person_died);
}

TEST_F(DamagedRegistry, state_is_not_overwritten_but_dropped) {
    must(change_state(*store, subject(), {.died = now()}));
    const std::string id = "00000000-0000-0000-0000-000000000000";
    damage(id);
    EXPECT_EQ(message_of(change_state(*store, subject(), {.hidden = sharing::Hidden::self})),
              diag::message::record_damaged);
    EXPECT_EQ(must(drop_damaged(*store, subject().person, id)), "person_state");
    must(change_state(*store, subject(), {.died = now()}));
}

} // namespace
} // namespace renkei::ledger::damaged_test
