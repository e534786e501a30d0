// Requests for an opinion and relations that an insurer states: what they say on a day.
#include "gateway/network/sharing/facts.h"

#include "tests/sharing/states.h"
#include <gtest/gtest.h>

namespace renkei::sharing::stated_relations_test {
namespace {

using test::at;
using test::day;

StatedRelation a_relation() {
    return {.insurer = "990011",
            .organisation = {"institution", "1319999981"},
            .kind = RelationKind::board_case,
            .from = day("2027-06-01"),
            .until = day("2027-06-15")};
}

TEST(Opinions, are_awaited_until_their_last_day_and_then_overdue) {
    const OpinionRequest request{.sent = day("2027-06-01"), .due = day("2027-06-15")};
    EXPECT_EQ(opinion_state(request, day("2027-06-14")), OpinionState::waiting);
    EXPECT_EQ(opinion_state(request, day("2027-06-15")), OpinionState::due);
    EXPECT_EQ(opinion_state(request, day("2027-06-16")), OpinionState::overdue);
    EXPECT_EQ(opinion_state({.sent = day("2027-06-01")}, day("2099-06-16")), OpinionState::waiting);
    EXPECT_EQ(opinion_state({.sent = day("2027-06-01"), .closed = day("2027-06-15")}, day("2027-06-16")),
              OpinionState::closed);
}

TEST(Opinions, say_what_the_doctor_said_last) {
    const auto came = [](std::string_view on, bool agrees) {
        return OpinionRequest{.received = OpinionReceived{.day = day(on), .doctor_agrees = agrees}};
    };
    const std::vector<OpinionRequest> several{came("2027-06-10", false), came("2027-06-01", true), {}};
    EXPECT_FALSE(doctor_agrees({}, at("2027-06-15")));
    EXPECT_FALSE(doctor_agrees(several, at("2027-05-31")));
    EXPECT_TRUE(doctor_agrees(several, at("2027-06-09")));
    EXPECT_FALSE(doctor_agrees(several, at("2027-06-10")));
    for (const bool first : {true, false}) {
        EXPECT_FALSE(doctor_agrees(std::vector{came("2027-06-01", first), came("2027-06-01", !first)},
                                   at("2027-06-15")))
            << "of one day";
    }
    OpinionRequest mistake = came("2027-06-12", false);
    mistake.sent = day("2027-06-02");
    mistake.closed = day("2027-06-01");
    EXPECT_TRUE(doctor_agrees(std::vector{came("2027-06-01", true), mistake}, at("2027-06-15")))
        << "one that was sent by mistake counts from no day on";
}

TEST(Opinions, say_whether_the_last_result_arrived) {
    const auto decided = [](std::string_view on, std::optional<time::Date> delivered) {
        return OpinionRequest{.decided = day(on), .delivered = delivered};
    };
    const std::vector<OpinionRequest> several{
        decided("2027-06-10", day("2027-06-12")), decided("2027-06-01", std::nullopt), {}};
    EXPECT_FALSE(result_is_delivered({}, at("2027-06-15")));
    EXPECT_FALSE(result_is_delivered(several, at("2027-06-09")));
    EXPECT_FALSE(result_is_delivered(several, at("2027-06-11")));
    EXPECT_TRUE(result_is_delivered(several, at("2027-06-12")));
    for (const bool first : {true, false}) {
        const auto one = decided("2027-06-10", first ? std::optional(day("2027-06-10")) : std::nullopt);
        const auto other = decided("2027-06-10", first ? std::nullopt : std::optional(day("2027-06-10")));
        EXPECT_FALSE(result_is_delivered(std::vector{one, other}, at("2027-06-15"))) << "of one day";
    }
}

TEST(StatedRelations, count_for_their_organisation_insurer_and_time) {
    const Insurer insurer{.number = "990011"};
    StatedRelation relation = a_relation();
    relation.kind = RelationKind::gives_care_service;
    const std::vector numbers{relation.organisation};
    const auto gives = [&](std::string_view day, std::span<const policy::Number> of, const Insurer& by) {
        return is_related(std::vector{relation}, RelationKind::gives_care_service, of, by, at(day));
    };
    EXPECT_TRUE(gives("2027-06-01", numbers, insurer));
    EXPECT_TRUE(gives("2027-06-15", numbers, insurer));
    EXPECT_FALSE(gives("2027-05-31", numbers, insurer));
    EXPECT_FALSE(gives("2027-06-16", numbers, insurer));
    EXPECT_FALSE(gives("2027-06-01", std::vector{own_number()}, insurer));
    EXPECT_FALSE(gives("2027-06-01", numbers, Insurer{.number = "990029"}));
    EXPECT_FALSE(board_case_of(std::vector{relation}, numbers, insurer, at("2027-06-01")));
    relation.kind = RelationKind::board_case;
    EXPECT_FALSE(gives("2027-06-01", numbers, insurer));
}

TEST(StatedRelations, give_the_case_that_is_open) {
    StatedRelation past = a_relation();
    StatedRelation open = a_relation();
    past.until = day("2027-06-02");
    open.from = day("2027-06-03");
    for (const auto& several : {std::vector{past, open}, std::vector{open, past}}) {
        const auto found = board_case_of(several, std::vector{open.organisation}, Insurer{.number = "990011"},
                                         at("2027-06-03"));
        ASSERT_TRUE(found);
        EXPECT_EQ(found->from, open.from);
    }
    const auto over = board_case_of(std::vector{past}, std::vector{past.organisation},
                                    Insurer{.number = "990011"}, at("2027-06-03"));
    ASSERT_TRUE(over) << "so that a denial says that it is over";
    EXPECT_EQ(over->until, past.until);
}

} // namespace
} // namespace renkei::sharing::stated_relations_test
