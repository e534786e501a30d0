// The last documents of an office of one form about a person, side by side.
#include "tests/server_documents/request_kit.h"
#include "tests/support/damage.h"

namespace renkei::server::course_test {
namespace {

constexpr std::string_view browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::vector<policy::Peer> peers() {
    std::vector<policy::Peer> out = documents::usual_peers();
    out.push_back(
        {.id = "day-care", .role = policy::Role::care_office, .numbers = {{"office", "9970100021"}}});
    return out;
}

class CoursePages : public testing::Test {
protected:
    // Screenings of one person: the day, the height and whether the risk is high.
    std::string send(const std::string& number, const std::string& day, const std::string& eating = "2",
                     const std::string& insured = "0000001016", const http::Pairs& headers = {}) {
        kit.site.clock.pass(1000);
        const std::string all = documents::file("life310_adl/minimal.csv");
        const Response taken =
            kit.post(all.substr(0, all.find('\n') + 1) +
                         fmt::format("9970100021,15,990010,{},{},,,,{},,{},,,,,,,,,,,,0310\r\n", insured,
                                     number, day, eating),
                     "text/csv", headers, "day-care");
        EXPECT_EQ(taken.status, 201) << taken.body;
        return path_of(taken);
    }
    Response page(const std::string& path, const std::string& peer = "day-care") {
        return kit.get(path + "/course", std::string(browser), peer);
    }
    RequestKit kit{peers()};
};

TEST_F(CoursePages, show_the_last_three_with_what_changed) {
    (void)send("ADL-1", "20251010", "0");
    const std::string second = send("ADL-2", "20260110", "1");
    const std::string fourth = send("ADL-4", "20260710", "2");
    const std::string third = send("ADL-3", "20260410", "1");
    (void)send("ADL-5", "20260810", "0", "0000002002"); // of another person
    const Response shown = page(second);
    ASSERT_EQ(shown.status, 200) << shown.body;
    EXPECT_FALSE(has(shown.body, "2025年10月10日")) << shown.body;
    EXPECT_FALSE(has(shown.body, "2026年8月10日"));
    EXPECT_LT(shown.body.find("2026年1月10日</th>"), shown.body.find("2026年4月10日</th>"));
    EXPECT_LT(shown.body.find("2026年4月10日</th>"), shown.body.find("2026年7月10日</th>"));
    EXPECT_TRUE(has(shown.body, "前から 変わりました"));
    EXPECT_TRUE(has(shown.body, third + "\">"));
    EXPECT_TRUE(has(shown.body, fourth + "\">"));
    EXPECT_FALSE(has(shown.body, "<script"));
    EXPECT_FALSE(has(shown.body, "<th role=\"columnheader\" scope=\"col\"></th>"))
        << "axe: a head says something";
}

TEST_F(CoursePages, are_linked_from_the_documents_of_the_office) {
    const std::string sent =
        send("ADL-1", "20260110", "1", "0000001016", {{"Renkei-Receiver", "office:9970100013"}});
    const std::string link = sent + "/course\"";
    EXPECT_TRUE(has(kit.get(sent, std::string(browser), "day-care").body, link));
    EXPECT_FALSE(has(kit.get(sent, std::string(browser), "manager").body, link)) << "a receiver";
    const std::string other = path_of(kit.post(documents::admission()));
    EXPECT_FALSE(has(kit.get(other, std::string(browser)).body, "/course\""));
}

TEST_F(CoursePages, are_for_who_may_read_all_of_them) {
    const std::string first =
        send("ADL-1", "20260110", "1", "0000001016", {{"Renkei-Receiver", "office:9970100013"}});
    EXPECT_EQ(page(first, "manager").status, 200);
    EXPECT_EQ(page(first, "stranger").status, 404);
    (void)send("ADL-2", "20260410", "2");
    const Response refused = page(first, "manager");
    EXPECT_EQ(refused.status, 404) << "one of them is not for it";
    EXPECT_FALSE(has(refused.body, "2026年"));
    EXPECT_EQ(page(first).status, 200);
}

TEST_F(CoursePages, are_of_forms_that_are_collected) {
    const std::string other = path_of(kit.post(documents::admission()));
    const Response answer = kit.get(other + "/course");
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(codes(answer), std::vector<std::string>{"form-not-collected"});
    const std::string sent = send("ADL-1", "20260110");
    EXPECT_EQ(kit.get(sent + "/course?x=1", "", "day-care").status, 400);
}

TEST_F(CoursePages, name_all_documents_in_the_audit) {
    const std::string first = send("ADL-1", "20260110");
    const std::string second = send("ADL-2", "20260410");
    EXPECT_EQ(page(first).status, 200);
    const std::string event = kit.site.events().back();
    const audit::EventSummary noted = documents::last_event_noted(kit.site.store());
    for (const std::string& path : {first, second}) {
        EXPECT_TRUE(noted.is_about(path.substr(path.rfind('/') + 1))) << event;
    }
}

TEST_F(CoursePages, say_nothing_of_one_that_is_older_in_the_audit) {
    const std::string first = send("ADL-1", "20251010");
    for (const char* const day : {"20260110", "20260410", "20260710"}) {
        (void)send(fmt::format("ADL-{}", day), day);
    }
    EXPECT_EQ(page(first).status, 200);
    const audit::EventSummary noted = documents::last_event_noted(kit.site.store());
    EXPECT_FALSE(noted.is_about(first.substr(first.rfind('/') + 1))) << kit.site.events().back();
}

TEST_F(CoursePages, leave_out_one_that_is_damaged) {
    const std::string first = send("ADL-1", "20260110", "0");
    const std::string second = send("ADL-2", "20260410", "1");
    const std::string third = send("ADL-3", "20260710", "2");
    const auto id_of = [](const std::string& path) { return path.substr(path.rfind('/') + 1); };
    test::damage(kit.site.store(), id_of(first));
    for (const std::string& asked : {first, third}) {
        const Response shown = page(asked);
        ASSERT_EQ(shown.status, 200) << shown.body;
        EXPECT_TRUE(has(shown.body, "開けないため並べていない文書：1 件")) << shown.body;
        EXPECT_FALSE(has(shown.body, "2026年1月10日")) << shown.body;
        EXPECT_TRUE(has(shown.body, "前から 変わりました"));
        const audit::EventSummary noted = documents::last_event_noted(kit.site.store());
        EXPECT_TRUE(noted.is_about(id_of(second)) && !noted.is_about(id_of(first)));
    }
    test::damage(kit.site.store(), id_of(third)); // which says who the person is
    EXPECT_EQ(page(second).status, 200);
}

} // namespace
} // namespace renkei::server::course_test
