// What was planned and what was done, on one page, of two documents of one month.
#include "gateway/core/base/file.h"
#include "gateway/network/mhd/metadata/logical_id.h"

#include "tests/server_documents/request_kit.h"

#include <algorithm>

namespace renkei::server::side_by_side_test {
namespace {

constexpr std::string_view browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
constexpr std::string_view plan_name = "UPPLAN_202602_9970100013_43_9970100047_15_20260301091500.CSV";
constexpr std::string_view charges_name = "UPSIKYU_202602_9970100013_43_9970100047_15_20260301091500.CSV";
constexpr std::string_view person_name = "UPHOSOKU_202602_9970100013_43_9970100047_15_20260301091500.CSV";
constexpr std::string_view result_name = "UPJSK_202602_9970100047_15_9970100013_43_20260301091500.CSV";

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// The office of the fixtures is that of the peer "nurse" here.
std::string of_nurse(std::string text) {
    constexpr std::string_view office = "9970100047";
    for (std::size_t at = text.find(office); at != std::string::npos; at = text.find(office, at)) {
        text.replace(at, office.size(), "9960000009");
    }
    return text;
}

std::string fixture(const std::string& folder, std::string_view name) {
    const auto read =
        base::read_file(std::filesystem::path(RENKEI_SOURCE) / "fixtures" / folder / std::string(name));
    EXPECT_TRUE(read) << name;
    return of_nurse(read.value_or(""));
}

std::string disposition(std::string_view name) { return "filename=\"" + of_nurse(std::string(name)) + "\""; }

// Without the lines that hold the text.
std::string without_lines(const std::string& file, std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < file.size();) {
        const std::size_t end = std::min(file.find('\n', at), file.size() - 1) + 1;
        const std::string line = file.substr(at, end - at);
        out += has(line, text) ? "" : line;
        at = end;
    }
    return out;
}

class SideBySidePages : public testing::Test {
protected:
    // The plan comes with what it must come with.
    std::string send_plan(const std::string& peer = "manager") {
        kit.site.clock.pass(1000);
        std::string body;
        const auto add = [&](const std::string& folder, std::string_view name) {
            body += "--b\r\nContent-Disposition: form-data; name=\"file\"; " + disposition(name) +
                    "\r\nContent-Type: text/csv\r\n\r\n" + fixture(folder, name) + "\r\n";
        };
        add("careplan6_plan", plan_name);
        add("careplan7", charges_name);
        add("careplan_supplement", person_name);
        const Response taken = kit.post(body + "--b--\r\n", "multipart/form-data; boundary=b", {}, peer);
        EXPECT_EQ(taken.status, 201) << taken.body;
        const nlohmann::json receipt = json_of(taken);
        const std::vector<std::string> forms{"careplan6_plan", "careplan7", "careplan_supplement"};
        for (const auto& each : receipt.at("documents")) {
            EXPECT_EQ(each.at("form"), forms.at(each.at("part").get<std::size_t>()))
                << "which file it came in";
            if (each.at("form") == "careplan6_plan") {
                return "/documents/" + each.at("id").get<std::string>();
            }
        }
        ADD_FAILURE() << taken.body;
        return {};
    }
    std::string send_result(const std::string& file) {
        kit.site.clock.pass(1000);
        const Response taken = kit.post(
            file, "text/csv", {{"Content-Disposition", "attachment; " + disposition(result_name)}}, "nurse");
        EXPECT_EQ(taken.status, 201) << taken.body;
        return path_of(taken);
    }
    std::string page(const std::string& path, const std::string& peer = "manager") {
        const Response answer = kit.get(path + "/side-by-side", std::string(browser), peer);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return answer.body;
    }
    const std::string result = fixture("careplan6_result", result_name);
    RequestKit kit;
};

TEST_F(SideBySidePages, show_the_plan_and_the_result_of_the_month) {
    const std::string plan = send_plan();
    const std::string done = send_result(result);
    for (const std::string& path : {plan, done}) {
        for (const char* const peer : {"manager", "nurse"}) {
            const std::string both = page(path, peer);
            EXPECT_TRUE(has(both, "予定と実績で、日ごとの回数に違いはありません。")) << both;
            EXPECT_TRUE(has(both, "2026年2月"));
            EXPECT_TRUE(has(both, plan + "\">文書</a>"));
            EXPECT_TRUE(has(both, done + "\">文書</a>"));
        }
    }
    EXPECT_TRUE(has(page(plan), "ほかの事業所・サービス種類のサービス"))
        << "of others than the office in both";
    EXPECT_TRUE(has(page(plan), "aria-label=\"日ごとの回数（横に動かせます）\""))
        << "axe: landmarks have names of their own";
    EXPECT_TRUE(has(page(plan), "aria-label=\"比べていないサービスの日ごとの回数（横に動かせます）\""));
    EXPECT_FALSE(has(page(plan), "<th scope=\"col\"></th>")) << "axe: a head says something";
}

TEST_F(SideBySidePages, mark_what_differs) {
    const std::string plan = send_plan();
    send_result(without_lines(result, "20260210"));
    const std::string both = page(plan);
    EXPECT_TRUE(has(both, "回数の違い：1 か所")) << both;
    EXPECT_TRUE(has(both, "data-label=\"日\">10日</td>"));
    EXPECT_TRUE(has(both, "data-label=\"予定\">1</td><td role=\"cell\" data-label=\"実績\">0</td>"));
}

TEST_F(SideBySidePages, of_a_result_that_came_before_its_plan_say_so_and_compare_when_it_comes) {
    const std::string done = send_result(result);
    EXPECT_TRUE(has(page(done), "この文書に当たるものは、届いていないか、閲覧できません")) << page(done);
    EXPECT_TRUE(has(page(done), "もう一方の文書がないため、比べていません"));
    (void)send_plan();
    EXPECT_TRUE(has(page(done), "予定と実績で、日ごとの回数に違いはありません。"));
}

// It would take the place of what was sent for the month that the record says.
TEST_F(SideBySidePages, are_of_the_month_that_both_name_and_record_say) {
    const std::string done = send_result(result);
    const std::string before = page(done);
    kit.site.clock.pass(1000);
    std::string name = disposition(result_name);
    name.replace(name.find("202602"), 6, "202603");
    name.replace(name.find("0301091500"), 10, "0401091500");
    const Response refused =
        kit.post(result, "text/csv", {{"Content-Disposition", "attachment; " + name}}, "nurse");
    EXPECT_EQ(refused.status, 422) << refused.body;
    EXPECT_TRUE(has(refused.body, "\"code\":\"S070\"")) << refused.body;
    EXPECT_EQ(page(done), before);
}

// What a reader may not read is as if it had not come, and so is what was withdrawn.
TEST_F(SideBySidePages, show_nothing_of_what_the_reader_may_not_read) {
    const std::string plan = send_plan("network");
    const std::string alone = page(plan, "network");
    EXPECT_TRUE(has(alone, "届いていないか、閲覧できません")) << alone;
    EXPECT_TRUE(has(alone, "もう一方の文書がないため、比べていません"));
    const std::string done = send_result(result);
    EXPECT_EQ(page(plan, "network"), alone);
    EXPECT_NE(page(plan, "manager"), alone);
    ASSERT_EQ(kit.ask({.method = "DELETE", .target = done, .peer = "nurse"}).status, 200);
    EXPECT_EQ(page(plan, "manager"), alone);
    const std::string unknown = kit.get("/documents/0190a000-0000-7000-8000-000000000000/side-by-side").body;
    const Response refused = kit.get(plan + "/side-by-side", "", "stranger");
    EXPECT_EQ(refused.status, 404);
    EXPECT_EQ(refused.body, unknown);
}

TEST_F(SideBySidePages, are_of_forms_that_have_a_counterpart) {
    const Response other = kit.get(path_of(kit.post(documents::admission())) + "/side-by-side");
    EXPECT_EQ(other.status, 404);
    EXPECT_EQ(codes(other), std::vector<std::string>{"nothing-beside"});
    EXPECT_TRUE(has(other.body, "careplan6_plan, careplan6_result"));
}

TEST_F(SideBySidePages, are_linked_from_the_list_whether_or_not_there_is_another_document) {
    const std::string plan = send_plan();
    const std::string link = plan + "/side-by-side\">並べて見る</a>";
    EXPECT_TRUE(has(kit.get("/documents", std::string(browser)).body, link));
    kit.post(documents::admission());
    const std::string list = kit.get("/documents?form=admission", std::string(browser)).body;
    EXPECT_FALSE(has(list, "並べて見る"));
}

TEST_F(SideBySidePages, are_audited_with_both_documents_and_the_person) {
    const std::string plan = send_plan();
    const std::string done = send_result(result);
    page(plan);
    const std::string event = kit.site.events().back();
    EXPECT_TRUE(has(event, "side-by-side")) << event;
    EXPECT_TRUE(has(event, "person-hash")) << event;
    for (const std::string& path : {plan, done}) {
        const std::string id = path.substr(path.rfind('/') + 1);
        EXPECT_TRUE(has(event, id) || has(event, mhd::logical_id(id)) || has(query_of(event), id)) << event;
    }
}

// Forms of the care plan exchange know the person by number only.
TEST_F(SideBySidePages, are_of_a_person_whose_number_the_list_shows) {
    send_plan();
    const std::string list = kit.get("/documents?form=careplan6_plan", std::string(browser)).body;
    EXPECT_TRUE(has(list, "被保険者番号 <bdi>0000001016</bdi>")) << list;
}

} // namespace
} // namespace renkei::server::side_by_side_test
