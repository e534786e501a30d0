// Consents and refusals: what may be entered, which one decides, what a withdrawal ends.
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

namespace renkei::ledger::consents_test {
namespace {

using sharing::Agent;
using sharing::Consent;

constexpr base::Millis day = 24 * 60 * 60 * 1000;

class RegistryConsents : public Registry {};

TEST_F(RegistryConsents, that_say_two_things_are_refused) {
    const auto refused = [&](const std::function<void(Consent&)>& change) {
        Consent wrong = consent();
        change(wrong);
        return message_of(enter_consent(*store, subject(), wrong));
    };
    const time::Date today = time::day_in_japan(now());
    const time::Date yesterday = time::day_in_japan(now() - day);
    EXPECT_EQ(refused([&](Consent& it) {
                  it.from = today;
                  it.until = yesterday;
              }),
              message::period_backwards);
    EXPECT_EQ(refused([&](Consent& it) { it.until = yesterday; }), message::period_backwards)
        << "it ends before it was given";
    EXPECT_EQ(refused([](Consent& it) {
                  it.permits = false;
                  it.kinds = {"cert.opinion"};
              }),
              message::refusal_of_part);
    EXPECT_EQ(refused([](Consent& it) { it.given_by = Agent::heir; }), message::consent_of_heir);
}

TEST_F(RegistryConsents, a_consent_of_a_proxy_counts_if_the_insurer_takes_it) {
    Consent of_family = consent();
    of_family.given_by = Agent::family;
    EXPECT_FALSE(must(enter_consent(*store, subject(), of_family)).is_counted());
    must(change_insurer(*store, "990010", [](sharing::Insurer it) {
        it.settings.proxies = {Agent::family};
        return diag::Result<sharing::Insurer>(it);
    }));
    EXPECT_TRUE(must(enter_consent(*store, subject(), of_family)).is_counted());
    EXPECT_TRUE(must(enter_consent(*store, subject(), consent())).is_counted());
}

TEST_F(RegistryConsents, the_newest_consent_that_permits_is_withdrawn) {
    EXPECT_EQ(message_of(withdraw_consent(*store, subject().person, {}, Agent::person, {})),
              message::consent_none);
    const Consent first = must(enter_consent(*store, subject(), consent())).consent;
    clock.pass(1000);
    const Consent second = must(enter_consent(*store, subject(), consent())).consent;
    clock.pass(1000);
    const Consent withdrawn =
        must(withdraw_consent(*store, subject().person, {}, Agent::legal_representative, "why"));
    EXPECT_EQ(withdrawn.id, second.id);
    EXPECT_EQ(withdrawn.withdrawn,
              (sharing::Withdrawal{.at = now(), .by = Agent::legal_representative, .why = "why"}));
    EXPECT_EQ(records(subject()).consents[1].record, withdrawn);
    EXPECT_EQ(records(subject()).consents[0].record.id, first.id);
    EXPECT_EQ(records(subject()).consents[0].record.withdrawn, withdrawn.withdrawn) << "it ends all";
    EXPECT_EQ(message_of(withdraw_consent(*store, subject().person, {}, Agent::person, {})),
              message::consent_none);
}

TEST_F(RegistryConsents, a_withdrawal_counts_at_once_when_the_clock_had_run_ahead) {
    const Consent given = must(enter_consent(*store, subject(), consent())).consent;
    clock.pass(-1000);
    const Consent withdrawn = must(withdraw_consent(*store, subject().person, {}, Agent::person, {}));
    EXPECT_EQ(withdrawn.id, given.id);
    EXPECT_EQ(withdrawn.withdrawn->at, now());
    EXPECT_TRUE(sharing::contradicts_itself(withdrawn)) << "so it never permits";
}

TEST_F(RegistryConsents, a_withdrawal_is_under_every_number_that_was_linked) {
    const auto patient = number("office:9970100013|12");
    const Subject other = must(subject_of(*store, patient, "990010"));
    must(enter_consent(*store, other, consent()));
    must(change_link(*store, number("insurer:990010|0000000001"), patient, mhd::Linked::yes, {}));
    must(enter_consent(*store, subject(), consent()));
    must(withdraw_consent(*store, subject().person, {}, Agent::person, {}));
    must(ledger::change_link(*store, number("insurer:990010|0000000001"), patient, mhd::Linked::no, {}));
    EXPECT_TRUE(records(other).consents[0].record.withdrawn);
    EXPECT_TRUE(records(subject()).consents[0].record.withdrawn);
}

TEST_F(RegistryConsents, a_refusal_known_by_its_day_beats_the_consents_of_that_day) {
    const time::Date today = time::day_in_japan(now());
    EXPECT_EQ(refused_on(today, now()), now());
    const time::Date before = time::day_in_japan(now() - 5 * day);
    EXPECT_EQ(refused_on(before, now()), time::beginning_of(before) + day - 1);
    const time::Date ahead = time::day_in_japan(now() + 5 * day);
    EXPECT_EQ(refused_on(ahead, now()), time::beginning_of(ahead)) << "which is refused as ahead";
    Consent refusal = consent();
    refusal.permits = false;
    refusal.given_at = refused_on(before, now());
    must(enter_consent(*store, subject(), refusal));
    Consent given = consent();
    given.given_at = time::beginning_of(before) + 10;
    EXPECT_TRUE(must(enter_consent(*store, subject(), given)).newer) << "the refusal decides";
}

TEST_F(RegistryConsents, an_entered_consent_names_what_it_replaces_or_what_decides_instead) {
    const EnteredConsent first = must(enter_consent(*store, subject(), consent()));
    EXPECT_FALSE(first.before || first.newer);
    clock.pass(1000);
    EXPECT_EQ(must(enter_consent(*store, subject(), consent())).before->id, first.consent.id);
    Consent older = consent();
    older.given_at = now() - 5000;
    const EnteredConsent outranked = must(enter_consent(*store, subject(), older));
    EXPECT_TRUE(outranked.newer);
    EXPECT_FALSE(outranked.before);
}

TEST_F(RegistryConsents, a_consent_from_before_a_withdrawal_decides_nothing_and_says_so) {
    const Consent given = must(enter_consent(*store, subject(), consent())).consent;
    EXPECT_FALSE(must(enter_consent(*store, subject(), consent())).withdrawn);
    clock.pass(1000);
    must(withdraw_consent(*store, subject().person, given.id, Agent::person, {}));
    const base::Millis end = now();
    clock.pass(1000);
    Consent older = consent();
    older.given_at = end - 500;
    EXPECT_EQ(must(enter_consent(*store, subject(), older)).withdrawn, end);
    Consent fresh = consent();
    fresh.given_at = now();
    EXPECT_FALSE(must(enter_consent(*store, subject(), fresh)).withdrawn);
}

TEST_F(RegistryConsents, a_refusal_outranks_every_consent_that_was_entered_before_it) {
    const EnteredConsent given = must(enter_consent(*store, subject(), consent()));
    clock.pass(1000);
    Consent refusal = consent();
    refusal.permits = false;
    refusal.given_at = now() - 5 * day;
    const EnteredConsent late = must(enter_consent(*store, subject(), refusal));
    EXPECT_FALSE(late.newer);
    EXPECT_EQ(late.before, given.consent);
    clock.pass(-day); // and a clock that goes back makes nothing newer than it
    EXPECT_FALSE(must(enter_consent(*store, subject(), consent())).newer);
}

TEST_F(RegistryConsents, a_consent_by_a_clock_that_is_behind_a_refusal_decides_nothing_and_says_so) {
    Consent refusal = consent();
    refusal.permits = false;
    must(enter_consent(*store, subject(), refusal));
    clock.pass(-1000);
    const EnteredConsent given = must(enter_consent(*store, subject(), consent()));
    ASSERT_TRUE(given.newer);
    EXPECT_EQ(given.newer->given_at, refusal.given_at) << "as it was entered";
    EXPECT_EQ(findings_about(given, now()).at(0).message, message::consent_outranked);
}

TEST_F(RegistryConsents, that_permit_nothing_today_say_so) {
    const auto said = [&](const Consent& entered) {
        std::vector<diag::Message> out;
        for (const diag::Finding& each :
             findings_about(must(enter_consent(*store, subject(), entered)), now())) {
            out.push_back(each.message);
        }
        return out;
    };
    EXPECT_TRUE(said(consent()).empty());
    Consent past = consent();
    past.given_at = now() - 9 * day;
    past.until = time::day_in_japan(now() - day);
    EXPECT_EQ(said(past), std::vector{message::consent_outranked}) << "which says enough";
    clock.pass(10 * day);
    past.given_at = now() - day;
    past.until = time::day_in_japan(past.given_at);
    EXPECT_EQ(said(past), (std::vector{message::consent_period_past, message::consent_replaces}));
    past.until = time::day_in_japan(now());
    past.given_at = now();
    EXPECT_EQ(said(past), std::vector{message::consent_replaces}) << "its last day is today";
    past.until.reset();
    past.from = time::day_in_japan(now() + day);
    EXPECT_EQ(said(past), (std::vector{message::consent_not_begun, message::consent_replaces}));
}

TEST_F(RegistryConsents, a_consent_is_withdrawn_once_and_a_refusal_never) {
    const Consent given = must(enter_consent(*store, subject(), consent())).consent;
    must(withdraw_consent(*store, subject().person, given.id, Agent::person, {}));
    const auto again = withdraw_consent(*store, subject().person, given.id, Agent::person, {});
    EXPECT_EQ(message_of(again), message::consent_withdrawn_before);
    Consent refusal = consent();
    refusal.permits = false;
    const std::string id = must(enter_consent(*store, subject(), refusal)).consent.id;
    EXPECT_EQ(message_of(withdraw_consent(*store, subject().person, id, Agent::person, {})),
              message::consent_is_refusal);
    EXPECT_EQ(message_of(withdraw_consent(*store, subject().person, "none", Agent::person, {})),
              message::consent_unknown);
}

TEST_F(RegistryConsents, are_not_entered_without_end_but_a_refusal_always_is) {
    must(store->write([&](store::Transaction& it) -> diag::Result<void> {
        for (std::size_t i = 0; i < max_records; ++i) {
            Consent one = consent();
            one.id = store::new_uuid7(now());
            one.insurer = "990010";
            TRY_VOID(store::put(it, store::Kept<Consent>{subject().person, one}));
        }
        return {};
    }));
    EXPECT_EQ(message_of(enter_consent(*store, subject(), consent())), message::records_too_many);
    EXPECT_EQ(message_of(enter(*store, registration_add, subject(), registration())),
              message::records_too_many);
    Consent refusal = consent();
    refusal.permits = false;
    must(enter_consent(*store, subject(), refusal));
}

// Registrations.

} // namespace
} // namespace renkei::ledger::consents_test
