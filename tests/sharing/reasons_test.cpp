// Each reason of a denial from one allowed state by one change; days, insurers and functions.
#include "tests/sharing/states.h"
#include <gtest/gtest.h>

#include <set>

namespace renkei::sharing::reasons_test {
namespace {

using test::a_registration;
using test::at;
using test::day;
using test::decided;
using test::full_state;
using test::ours;
using test::reason_of;

struct Change {
    std::string_view kind;
    std::string_view reader;
    void (*change)(State& state);
    Reason reason;
};

const Change changes[] = {
    {"cert.opinion", "care_manager", [](State& it) { it.kind = "nursing.order"; }, Reason::kind_unknown},
    {"cert.opinion", "care_manager", [](State& it) { it.insurer.state = InsurerState::loading; },
     Reason::insurer_not_started},
    {"life.feedback", "care_manager", [](State& it) { it.insurer.functions.clear(); },
     Reason::function_not_offered},
    {"cert.opinion", "care_manager", [](State& it) { it.kind = "claim.home"; }, Reason::not_stored},
    {"cert.card", "community_support", [](State& it) { it.person.care_level = CareLevel::care; },
     Reason::no_column},
    {"cert.card", "care_manager", [](State& it) { it.kind = "cert.board"; }, Reason::cell_unknown},
    {"cert.card", "care_office",
     [](State& it) {
         it.kind = "cert.survey";
         it.job = "nurse";
     },
     Reason::not_shared},
    {"cert.opinion", "care_manager", [](State& it) { it.makes_plan = false; }, Reason::not_related},
    {"cert.opinion", "municipality", [](State& it) { it.caller_insurer = "990029"; }, Reason::not_insurer},
    {"cert.card", "proxy", [](State& it) { it.ground = Agent::family; }, Reason::proxy_ground},
    {"cert.card", "care_manager", [](State& it) { it.registrations.clear(); }, Reason::not_registered},
    {"cert.card", "care_manager", [](State& it) { it.registrations.front().identity.reset(); },
     Reason::identity_not_checked},
    {"cert.card", "care_manager",
     [](State& it) { it.registrations.front().ended = RegistrationEnded{.at = it.at}; },
     Reason::registration_ended},
    {"cert.card", "care_manager", [](State& it) { it.registrations.front().until = day("2027-06-14"); },
     Reason::registration_expired},
    {"cert.card", "care_manager", [](State& it) { it.registrations.front().view_until = day("2027-06-14"); },
     Reason::view_deadline_passed},
    {"cert.card", "care_manager", [](State& it) { it.registrations = {a_registration("2027-01-20")}; },
     Reason::registration_lapsed},
    {"life.feedback", "medical", [](State& it) { it.opinion_requests.clear(); }, Reason::no_opinion_request},
    {"cert.board", "board_member", [](State& it) { it.board_case->until = day("2027-06-14"); },
     Reason::case_closed},
    {"plan.home1", "care_office", [](State& it) { it.plan_state = PlanState::for_consent; },
     Reason::not_delivered},
    {"cert.opinion", "care_manager",
     [](State& it) {
         it.insurer.settings.doctor_consent = true;
         it.doctor_agrees = false;
     },
     Reason::doctor_refuses},
    {"cert.survey", "care_manager",
     [](State& it) {
         it.insurer.settings.result_delivered = true;
         it.result_is_delivered = false;
     },
     Reason::result_not_delivered},
    {"cert.card", "care_manager", [](State& it) { it.service_type = "13"; }, Reason::service_type},
    {"cert.opinion", "care_manager", [](State& it) { it.job = "nurse"; }, Reason::job},
    {"cert.card", "care_manager", [](State& it) { it.purpose = Purpose::secondary; }, Reason::purpose},
    {"cert.opinion", "care_manager",
     [](State& it) {
         it.purpose = Purpose::emergency;
         it.insurer.settings.emergency = true;
     },
     Reason::emergency_no_reason},
    {"cert.opinion", "care_manager", [](State& it) { it.consents.clear(); }, Reason::consent_missing},
    {"cert.opinion", "care_manager", [](State& it) { it.consents.front().kinds = {"cert.survey"}; },
     Reason::consent_other},
    {"cert.opinion", "care_manager", [](State& it) { it.consents.front().until = day("2027-06-14"); },
     Reason::consent_expired},
    {"cert.opinion", "care_manager", [](State& it) { it.consents.front().from = day("2027-06-16"); },
     Reason::consent_not_begun},
    {"cert.opinion", "care_manager", [](State& it) { it.consents.front().permits = false; },
     Reason::consent_refused},
    {"cert.opinion", "care_manager",
     [](State& it) { it.consents.front().withdrawn = Withdrawal{.at = at("2027-06-02")}; },
     Reason::consent_withdrawn},
    {"cert.opinion", "care_manager",
     [](State& it) { it.consents.front().withdrawn = Withdrawal{.at = at("2027-05-31")}; },
     Reason::consent_contradicts},
    {"cert.card", "person", [](State& it) { it.person.hidden = Hidden::self; }, Reason::hidden},
    {"cert.card", "care_manager", [](State& it) { it.person.died = it.at; }, Reason::died},
};

// To leave the member out is to permit all.
TEST(Reasons, of_a_consent_that_names_no_kind_say_that_it_is_about_another) {
    const auto reason_with = [](const std::string& kinds) {
        return reason_of(renkei::test::must(
            read_state(test::ours(), R"({"at":"2027-06-15","kind":"cert.opinion","purpose":"care","caller":)"
                                     R"({"actor":"care_manager","service_type":"43","job":"care_manager",)"
                                     R"("makes_plan":true,"registration":{"from":"2027-06-01"}},)"
                                     R"("consents":[{"given":"2027-06-01")" +
                                         kinds + "}]}")));
    };
    EXPECT_EQ(reason_with(""), "allowed");
    EXPECT_EQ(reason_with(R"(,"kinds":["cert.opinion"])"), "allowed");
    EXPECT_EQ(reason_with(R"(,"kinds":[])"), "consent_other");
}

TEST(Reasons, are_each_given_for_the_one_fact_that_changed) {
    std::set<Reason> seen{Reason::allowed, Reason::edition_unknown};
    for (const Change& change : changes) {
        State state = full_state(change.kind, change.reader);
        if (change.reader == "community_support") {
            state.person.care_level = CareLevel::support;
        }
        EXPECT_EQ(reason_of(state), "allowed") << change.kind << " " << change.reader;
        change.change(state);
        EXPECT_EQ(reason_of(state), word_of(change.reason)) << change.kind << " " << change.reader;
        seen.insert(change.reason);
    }
    EXPECT_EQ(seen.size(), words<Reason>.size()) << "a reason without a test";
}

TEST(Reasons, have_words_in_both_languages_and_say_what_would_change_it) {
    for (const std::string_view reason : words<Reason>) {
        for (const std::string_view kind : {"decision", "remedy"}) {
            for (const diag::Language language : {diag::Language::english, diag::Language::japanese}) {
                EXPECT_NE(diag::words_for(kind, reason, language), reason) << kind;
            }
        }
    }
}

TEST(Reasons, of_a_plan_makers_registration_are_those_of_its_card) {
    State state = full_state("cert.opinion", "care_manager");
    state.makes_plan = false;
    state.registrations.front().makes_plan = true;
    EXPECT_EQ(reason_of(state), "allowed");
    state.registrations.front().until = day("2027-06-14");
    EXPECT_EQ(reason_of(state), "registration_expired");
    state.registrations.front().ended = RegistrationEnded{.at = state.at};
    EXPECT_EQ(reason_of(state), "registration_ended");
    state.registrations.front().makes_plan = false;
    EXPECT_EQ(reason_of(state), "not_related") << "it never made the plan";
}

TEST(Reasons, of_a_registration_are_those_of_the_one_that_came_furthest) {
    State state = full_state("cert.card", "care_manager");
    state.registrations.push_back(state.registrations.front());
    state.registrations.front().ended = RegistrationEnded{.at = state.at};
    EXPECT_EQ(reason_of(state), "allowed");
    state.registrations.back().view_until = day("2027-06-14");
    EXPECT_EQ(reason_of(state), "view_deadline_passed");
}

TEST(Decisions, without_a_matrix_deny) {
    State state = full_state("cert.card", "person");
    EXPECT_EQ(decide(Matrix(), state.request(ours())).reason, Reason::edition_unknown);
}

TEST(Decisions, name_the_edition_the_cell_and_what_narrowed_it) {
    const Decision decision = decided(full_state("cert.card", "care_manager"));
    EXPECT_EQ(ours()[*decision.edition].id, "2026-03-18");
    ASSERT_NE(decision.cell, nullptr);
    EXPECT_EQ(decision.cell->relation, Relation::registered);
    EXPECT_EQ(ours()[*decision.cell->narrowed_by].id, "2026-08-31");
    State before = full_state("cert.card", "care_manager");
    before.at = at("2026-03-31T23:59:59+09:00");
    EXPECT_EQ(ours()[*decided(before).edition].id, "2025-03-now");
    EXPECT_EQ(reason_of(before), "insurer_not_started");
}

// ---------------------------------------------------------------- days and instants (O8)
TEST(Days, of_a_period_count_at_both_ends_in_japan) {
    State state = full_state("cert.opinion", "care_manager");
    state.consents.front().from = day("2027-06-10");
    state.consents.front().until = day("2027-06-12");
    const std::pair<std::string_view, std::string_view> days[] = {
        {"2027-06-09T23:59:59+09:00", "consent_not_begun"},
        {"2027-06-10T00:00:00+09:00", "allowed"},
        {"2027-06-12T23:59:59+09:00", "allowed"},
        {"2027-06-13T00:00:00+09:00", "consent_expired"},
        {"2027-06-12T14:59:59Z", "allowed"},
        {"2027-06-12T15:00:00Z", "consent_expired"}};
    for (const auto& [instant, reason] : days) {
        state.at = at(instant);
        EXPECT_EQ(reason_of(state), reason) << instant;
    }
}

TEST(Days, of_a_withdrawal_a_death_and_an_end_count_from_their_instant) {
    State state = full_state("cert.opinion", "care_manager");
    state.consents.front().withdrawn = Withdrawal{.at = state.at};
    EXPECT_EQ(reason_of(state), "consent_withdrawn");
    state.at -= 1;
    EXPECT_EQ(reason_of(state), "allowed");
    state.person.died = state.at + 1;
    EXPECT_EQ(reason_of(state), "allowed");
    state.person.died = state.at;
    EXPECT_EQ(reason_of(state), "died");
    state.person.died.reset();
    state.registrations.front().ended = RegistrationEnded{.at = state.at};
    EXPECT_EQ(reason_of(state), "registration_ended");
}

// Grace: from the later of the last service month and the month of registration (O19).
TEST(Days, of_grace_end_with_the_third_month_after_the_last_service) {
    State state = full_state("cert.card", "care_manager");
    state.registrations = {a_registration("2027-01-20")};
    const auto reason_on = [&](std::string_view instant) {
        state.at = at(instant);
        return reason_of(state);
    };
    EXPECT_EQ(reason_on("2027-04-30T23:59:59+09:00"), "allowed");
    EXPECT_EQ(reason_on("2027-05-01"), "registration_lapsed");
    state.registrations.front().last_service_month = time::Date{.year = 2027, .month = 2};
    EXPECT_EQ(reason_on("2027-05-31"), "allowed");
    EXPECT_EQ(reason_on("2027-06-01"), "registration_lapsed");
    state.registrations.front().last_service_month = time::Date{.year = 2026, .month = 6};
    EXPECT_EQ(reason_on("2027-04-30"), "allowed") << "a claim from before the registration";
    state.insurer.settings.grace_months = 0;
    EXPECT_EQ(reason_on("2027-02-01"), "registration_lapsed");
}

TEST(Days, of_a_view_deadline_still_counts) {
    State state = full_state("cert.card", "care_manager");
    state.registrations.front().view_until = day("2027-06-15");
    EXPECT_EQ(reason_of(state), "allowed");
    state.registrations.front().view_until = day("2027-06-14");
    EXPECT_EQ(reason_of(state), "view_deadline_passed");
}

TEST(Days, of_a_request_and_a_case_still_count) {
    State state = full_state("life.feedback", "medical");
    for (std::optional<time::Date> OpinionRequest::*const end :
         {&OpinionRequest::decided, &OpinionRequest::closed}) {
        state.opinion_requests = {test::an_opinion_request("2027-06-01")};
        state.opinion_requests.front().*end = day("2027-06-15");
        EXPECT_EQ(reason_of(state), "allowed");
        state.opinion_requests.front().*end = day("2027-06-14");
        EXPECT_EQ(reason_of(state), "no_opinion_request");
    }
    State board = full_state("cert.board", "board_member");
    board.board_case->until = day("2027-06-15");
    EXPECT_EQ(reason_of(board), "allowed");
}

// ---------------------------------------------------------------- insurer and function
TEST(Insurers, that_are_not_live_answer_with_their_day_whatever_the_person_is) {
    State state = full_state("cert.card", "care_manager");
    state.insurer.live_from = day("2027-06-16");
    EXPECT_EQ(decided(state).starts, day("2027-06-16"));
    state.registrations.clear();
    state.person.hidden = Hidden::self;
    EXPECT_EQ(reason_of(state), "insurer_not_started") << "nothing of the person is looked at";
    state.insurer.live_from = day("2027-06-15");
    EXPECT_EQ(reason_of(state), "not_registered");
    state.insurer.state = InsurerState::scheduled;
    EXPECT_EQ(reason_of(state), "insurer_not_started") << "its day has come, but it is not live";
}

TEST(Insurers, can_let_plans_go_before_their_start) {
    State state = full_state("plan.home1", "care_office");
    state.insurer.state = InsurerState::scheduled;
    EXPECT_EQ(reason_of(state), "insurer_not_started");
    state.insurer.settings.plans_before_start = true;
    EXPECT_EQ(reason_of(state), "allowed");
    state.kind = "cert.card";
    EXPECT_EQ(reason_of(state), "insurer_not_started");
}

TEST(Functions, begin_on_the_insurers_day_and_progress_waits_only_for_one_that_is_stated) {
    State state = full_state("plan.home1", "care_office");
    state.insurer.functions = {{.function = "plans", .from = day("2027-06-16")}};
    EXPECT_EQ(decided(state).starts, day("2027-06-16"));
    state.insurer.functions.front().from = day("2027-06-15");
    EXPECT_EQ(reason_of(state), "allowed");
    State progress = full_state("cert.progress", "care_manager");
    progress.insurer.functions.clear();
    EXPECT_EQ(reason_of(progress), "allowed");
    progress.insurer.functions = {{.function = "progress", .from = day("2027-06-16")}};
    EXPECT_EQ(reason_of(progress), "function_not_offered");
}

} // namespace
} // namespace renkei::sharing::reasons_test
