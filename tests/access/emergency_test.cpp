// Who reads in an emergency, and what the audit says of it.
#include "tests/access/kit.h"

namespace renkei::access::emergency_test {
namespace {

class Emergency : public Sharing {
protected:
    enum class Insurer : std::uint8_t { lets_it, does_not };
    void insure(Insurer choice) {
        sharing::Insurer town{.number = insurer,
                              .state = sharing::InsurerState::live,
                              .live_from = time::parse_date("2026-04-01")};
        town.settings.emergency = choice == Insurer::lets_it;
        put(town);
    }
    void withdrawn_consent() {
        put(store::Kept<sharing::Consent>{person_of("hanako"),
                                          {.id = store::new_uuid7(clock.now()),
                                           .insurer = insurer,
                                           .taker = {"insurer", insurer},
                                           .given_at = clock.now() - 2,
                                           .withdrawn = sharing::Withdrawal{.at = clock.now() - 1}}});
    }
    struct Asked {
        VersionAccess access = VersionAccess::not_a_party;
        std::string ground{};
    };
    Asked ask(const store::Version& version, std::string_view who = "office",
              const std::string& reason = "救急搬送、意識なし",
              std::shared_ptr<const Hub> rules = hub_with_emergencies(),
              Parts parts = Parts::left_out) const {
        const policy::User user{.subject = "u",
                                .job = "care_manager",
                                .purposes = {{"http://terminology.hl7.org/CodeSystem/v3-ActReason", "BTG"}},
                                .emergency_reason = reason};
        policy::Ground ground;
        Reader reader = reader_of(peer(who), &user, std::move(rules), clock.now());
        reader.ground = &ground;
        const VersionAccess seen = parts == Parts::left_out     ? seen_by(reader, version)
                                   : sees_part(reader, version) ? VersionAccess::shown
                                                                : VersionAccess::not_a_party;
        return {seen, ground.text()};
    }
};

TEST_F(Emergency, stands_for_the_consent_and_the_audit_says_what_it_did_without) {
    const store::Version opinion = add({});
    insure(Insurer::lets_it);
    registration();
    EXPECT_EQ(seen_by("office", opinion), VersionAccess::not_a_party) << "without consent";
    const Asked missing = ask(opinion);
    EXPECT_EQ(missing.access, VersionAccess::shown);
    EXPECT_EQ(missing.ground, "2026-03-18/reads_with_consent/plan_maker/emergency/consent_missing");
    withdrawn_consent();
    EXPECT_EQ(ask(opinion).ground, "2026-03-18/reads_with_consent/plan_maker/emergency/consent_withdrawn");
    consent();
    EXPECT_EQ(ask(opinion).ground, "2026-03-18/reads_with_consent/plan_maker/emergency");
}

TEST_F(Emergency, opens_nothing_unless_all_let_it) {
    const store::Version opinion = add({});
    registration();
    const Asked not_by_insurer = ask(opinion);
    EXPECT_EQ(not_by_insurer.access, VersionAccess::not_a_party);
    EXPECT_EQ(not_by_insurer.ground, "2026-03-18/purpose");
    insure(Insurer::lets_it);
    const Asked not_by_operator = ask(opinion, "office", "意識なし", hub());
    EXPECT_EQ(not_by_operator.access, VersionAccess::not_a_party);
    EXPECT_EQ(not_by_operator.ground, "2026-03-18/purpose");
    const Asked without_reason = ask(opinion, "office", "");
    EXPECT_EQ(without_reason.access, VersionAccess::not_a_party);
    EXPECT_EQ(without_reason.ground, "2026-03-18/emergency_no_reason");
    EXPECT_EQ(ask(opinion, "stranger").access, VersionAccess::not_a_party) << "an emergency is no relation";
    EXPECT_EQ(ask(opinion).access, VersionAccess::shown);
}

// A municipality reads the opinion without consent, but an emergency is for who gives care.
TEST_F(Emergency, is_for_providers_alone) {
    const store::Version opinion = add({.receivers = {}});
    insure(Insurer::lets_it);
    EXPECT_EQ(seen_by("town", opinion), VersionAccess::shown);
    const Asked asked = ask(opinion, "town");
    EXPECT_EQ(asked.access, VersionAccess::not_a_party);
    EXPECT_EQ(asked.ground, "2026-03-18/purpose");
}

TEST_F(Emergency, lifts_neither_hiding_nor_death) {
    const store::Version opinion = add({});
    insure(Insurer::lets_it);
    registration();
    state({.insurer = insurer, .hidden = sharing::Hidden::history});
    EXPECT_EQ(ask(opinion).access, VersionAccess::not_a_party);
    const auto ask_for_part = [&] {
        return ask(opinion, "office", "救急搬送、意識なし", hub_with_emergencies(), Parts::shown);
    };
    EXPECT_EQ(ask_for_part().access, VersionAccess::shown) << "without places";
    EXPECT_EQ(ask_for_part().ground,
              "2026-03-18/reads_with_consent/plan_maker/part_without_places/emergency/consent_missing");
    withdrawn_consent();
    EXPECT_EQ(ask_for_part().ground,
              "2026-03-18/reads_with_consent/plan_maker/part_without_places/emergency/consent_withdrawn");
    consent();
    EXPECT_EQ(ask_for_part().ground,
              "2026-03-18/reads_with_consent/plan_maker/part_without_places/emergency");
    state({.insurer = insurer, .died = clock.now()});
    EXPECT_EQ(ask(opinion).access, VersionAccess::not_a_party);
    EXPECT_EQ(ask_for_part().access, VersionAccess::not_a_party);
    state({.insurer = insurer});
    EXPECT_EQ(ask(opinion).access, VersionAccess::shown);
}

} // namespace
} // namespace renkei::access::emergency_test
