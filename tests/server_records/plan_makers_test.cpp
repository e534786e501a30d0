// Of one service one office makes the person's care plan at a time.
#include "tests/server_records/kit.h"

namespace renkei::server::plan_makers_test {
namespace {

constexpr std::string_view second_office = "9970199999"; // of the peer "stranger"

class PlanMakers : public testing::Test {
protected:
    Json registered(const std::string& peer, const policy::Number& office, const std::string& type = "43") {
        return kit.entered("EpisodeOfCare", registration_of(kit, office, type), peer);
    }
    // What the town answers to an office that is to make the plan; the registration after it.
    Response says(Json& registration, bool makes_plan) {
        part(registration, "makesPlan") = {{"url", "makesPlan"}, {"valueBoolean", makes_plan}};
        Response out = kit.put("EpisodeOfCare", registration, "town");
        registration = out.status == 200 ? Json::parse(out.body) : registration;
        return out;
    }

    RecordsKit kit;
    Json first = registered("manager", {"office", "9970100013"});
    Json second = registered("stranger", {"office", std::string(second_office)});
};

TEST_F(PlanMakers, at_once_are_refused_with_which_one_to_change) {
    ASSERT_EQ(says(first, true).status, 200);
    const Response refused = says(second, true);
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(code_of(refused), "plan-maker-doubled");
    EXPECT_NE(text_of(refused).find("office:9970100013"), std::string::npos) << text_of(refused);
    EXPECT_NE(text_of(refused).find(first["id"].get<std::string>()), std::string::npos);
    ASSERT_EQ(says(first, false).status, 200);
    EXPECT_EQ(says(second, true).status, 200);
    EXPECT_EQ(code_of(says(first, true)), "plan-maker-doubled") << "nor back";
}

TEST_F(PlanMakers, in_turn_may_both_be_registered) {
    ASSERT_EQ(says(first, true).status, 200);
    first["period"]["end"] = first["period"]["start"];
    const Response ended = kit.put("EpisodeOfCare", first, "town");
    ASSERT_EQ(ended.status, 200) << ended.body;
    kit.site.clock.pass(24 * 60 * 60 * 1000);
    Json later = registration_of(kit, {"office", std::string(second_office)});
    part(later, "makesPlan") = {{"url", "makesPlan"}, {"valueBoolean", true}};
    second["status"] = "finished";
    part(second, "endedWhy") = {{"url", "endedWhy"}, {"valueCode", "office"}};
    ASSERT_EQ(kit.put("EpisodeOfCare", second, "stranger").status, 200);
    const Response next = kit.post("EpisodeOfCare", later, "town");
    ASSERT_EQ(next.status, 201) << next.body;
    // who makes it after it, the office does not learn
    Json longer = Json::parse(ended.body);
    longer["period"].erase("end");
    longer.erase("meta");
    const Response refused = kit.put("EpisodeOfCare", longer, "manager");
    EXPECT_EQ(code_of(refused), "record-not-possible") << refused.body;
    EXPECT_EQ(refused.body.find(second_office), std::string::npos);
}

TEST_F(PlanMakers, of_two_services_are_two) {
    Json other = registered("stranger", {"office", std::string(second_office)}, "46");
    ASSERT_EQ(says(first, true).status, 200);
    EXPECT_EQ(says(other, true).status, 200) << "as where planning is entrusted";
}

} // namespace
} // namespace renkei::server::plan_makers_test
