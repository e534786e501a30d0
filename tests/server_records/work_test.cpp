// The page of what waits for the caller, and the same lists over FHIR: who is in whose, what is due first.
#include "gateway/core/time/japan_day.h"
#include "gateway/network/ledger/certifications.h"
#include "gateway/network/ledger/consents.h"
#include "gateway/network/ledger/opinions.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/ledger/states.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "gateway/network/store/session/session.h"

#include "tests/server_records/kit.h"

namespace renkei::server::work_test {
namespace {

constexpr base::Millis day = 24 * 60 * 60 * 1000;
const policy::Number clinic{"institution", "9910000018"};
const policy::Number manager{"office", "9970100013"};
const std::string tag = "_tag=https://renkei.example.jp/fhir/CodeSystem/record%7Csharing";

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

class Work : public testing::Test {
protected:
    Work() {
        test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
            insurer.state = sharing::InsurerState::live;
            insurer.live_from = sharing::test::day("2026-04-01");
            return diag::Result<sharing::Insurer>(insurer);
        }));
    }
    time::Date in_days(int days) const { return time::day_in_japan(kit.now() + days * day); }
    static sharing::NamedSubject named(const std::string& name, const std::string& kana) {
        return {.name = name, .kana = kana, .birth = sharing::test::day("1940-05-06")};
    }
    sharing::Certification applied(std::string_view person, int days, const std::string& name,
                                   const std::string& kana) {
        kit.site.clock.pass(1); // ids sort by time
        return test::must(ledger::enter(kit.store(), ledger::certification_start, kit.subject(person),
                                        {.kind = sharing::ApplicationKind::renewal,
                                         .days = {in_days(days)},
                                         .subject = named(name, kana)}));
    }
    sharing::OpinionRequest asked(std::string_view person, const std::string& name = "連携 花子") {
        kit.site.clock.pass(1);
        return test::must(ledger::enter(kit.store(), ledger::opinion_request, kit.subject(person),
                                        {.institution = clinic,
                                         .reference = "第12号",
                                         .sent = in_days(-19),
                                         .due = in_days(-5),
                                         .subject = named(name, "レンケイ ハナコ")}));
    }
    sharing::Registration served(std::string_view person, const sharing::Registration& more = {}) {
        kit.site.clock.pass(1);
        sharing::Registration it = more;
        it.office = manager;
        it.service_type = "43";
        it.identity = sharing::IdentityCheck{.at = kit.now(), .user = "suzuki"};
        it.from = in_days(0);
        it.subject = named("連携 花子", "レンケイ ハナコ");
        return test::must(ledger::enter(kit.store(), ledger::registration_add, kit.subject(person), it));
    }
    void hide(std::string_view person) {
        test::must(ledger::change_state(kit.store(), kit.subject(person), {.hidden = sharing::Hidden::self}));
    }
    void damage(const std::string& id) {
        test::must(kit.store().write([&](store::Transaction& it) {
            return it.session().sql.send(
                "UPDATE person_record SET entry = $1 WHERE id = $2",
                {store::Bytes{std::string(60, 'x')}, store::Bytes{*store::uuid_bytes(id)}});
        }));
    }
    Response page(const std::string& peer, const std::string& form = {}) {
        const Pairs headers{{"Accept", "text/html"}, {"Content-Type", "application/x-www-form-urlencoded"}};
        return form.empty() ? kit.get("/work", peer, {{"Accept", "text/html"}})
                            : kit.send("POST", "/work/_search", form, peer, headers);
    }
    std::vector<Json> listed(const std::string& type, const std::string& peer) {
        const Response response = kit.send("POST", "/fhir/" + type + "/_search", type == "Task" ? tag : "",
                                           peer, {{"Content-Type", "application/x-www-form-urlencoded"}});
        EXPECT_EQ(response.status, 200) << response.body;
        std::vector<Json> out;
        for (const Json& entry : Json::parse(response.body).value("entry", Json::array())) {
            out.push_back(entry["resource"]);
        }
        return out;
    }
    RecordsKit kit;
};

TEST_F(Work, of_a_municipality_is_its_applications_by_days_left_with_names_and_numbers) {
    (void)applied(RecordsKit::hanako, -20, "連携 花子", "レンケイ ハナコ");
    (void)applied(RecordsKit::taro, -33, "連携 太郎", "レンケイ タロウ");
    (void)asked(RecordsKit::hanako);
    const std::string body = page("town").body;
    EXPECT_LT(body.find("連携 太郎"), body.find("連携 花子")) << "overdue comes first";
    EXPECT_TRUE(has(body, "3日超過"));
    EXPECT_TRUE(has(body, "あと10日"));
    EXPECT_TRUE(has(body, "<bdi>レンケイ タロウ</bdi>"));
    EXPECT_TRUE(has(body, "被保険者番号 <bdi>0000002002</bdi>"));
    EXPECT_TRUE(has(body, "期限を 5 日超過")) << "the opinion beside its application";
    EXPECT_TRUE(has(body, "<b>2 件</b>")) << "and not as a row of its own";
    EXPECT_TRUE(has(body, "意見書は未依頼"));
    EXPECT_EQ(kit.last_event().interaction, "task-list");
    EXPECT_TRUE(has(kit.last_event().query, seal::to_hex(kit.subject().person).substr(0, 16)));
    EXPECT_FALSE(has(kit.last_event().query, "連携"));
    EXPECT_FALSE(has(page("city").body, "連携"));
}

TEST_F(Work, is_narrowed_by_name_reading_number_step_and_kind) {
    (void)applied(RecordsKit::hanako, -3, "連携 花子", "レンケイ ハナコ");
    (void)applied(RecordsKit::taro, -3, "連携 太郎", "ﾚﾝｹｲ ﾀﾛｳ");
    const auto found = [&](const std::string& form) {
        const std::string body = page("town", form).body;
        return std::pair(has(body, "連携 花子"), has(body, "連携 太郎"));
    };
    EXPECT_EQ(found("name=連携花"), std::pair(true, false));
    EXPECT_EQ(found("name=たろう"), std::pair(false, true));
    EXPECT_EQ(found("number=１０１６"), std::pair(true, false));
    EXPECT_EQ(found("step=survey"), std::pair(true, true));
    EXPECT_EQ(found("step=board"), std::pair(false, false));
    EXPECT_EQ(found("kind=new"), std::pair(false, false));
    EXPECT_FALSE(has(page("town", "name=太郎").body, "?")) << "no value stands in an address";
    EXPECT_EQ(kit.get("/work?name=x", "town").status, 400);
}

TEST_F(Work, of_an_institution_is_what_it_is_asked_and_of_others_nothing) {
    (void)asked(RecordsKit::hanako);
    (void)asked(RecordsKit::taro, "連携 太郎");
    hide(RecordsKit::taro);
    const std::string body = page("clinic").body;
    EXPECT_TRUE(has(body, "連携 花子"));
    EXPECT_TRUE(has(body, "依頼元 架空町（insurer:990010）（期限を 5 日超過）"));
    EXPECT_TRUE(has(body, "連携 太郎")) << "who is asked about a hidden person sees the request";
    EXPECT_TRUE(has(page("town").body, "連携 太郎"));
    for (const std::string peer : {"hospital", "manager", "home", "city"}) {
        EXPECT_FALSE(has(page(peer).body, "連携")) << peer;
    }
    const std::vector<Json> tasks = listed("Task", "clinic");
    ASSERT_EQ(tasks.size(), 2U);
    EXPECT_EQ(tasks[0]["for"]["display"], "連携 花子");
    EXPECT_EQ(tasks[0]["for"]["identifier"]["value"], RecordsKit::hanako);
    const Json& parts = tasks[0]["for"]["extension"][0]["extension"];
    EXPECT_EQ(parts[0]["valueString"], "レンケイ ハナコ");
    EXPECT_EQ(parts[1]["valueDate"], "1940-05-06");
}

TEST_F(Work, of_an_office_is_its_persons_and_what_is_missing) {
    (void)served(RecordsKit::hanako, {.until = in_days(3)});
    (void)served(RecordsKit::taro);
    const std::string before = page("manager").body;
    hide(RecordsKit::taro);
    std::string body = page("manager").body;
    EXPECT_EQ(body, before) << "nothing says that a person is hidden";
    EXPECT_TRUE(has(body, "あと3日"));
    EXPECT_TRUE(has(body, "利用者の同意がありません"));
    EXPECT_TRUE(has(body, "<b>2 件</b>"));
    EXPECT_EQ(kit.last_event().interaction, "registration-list");
    test::must(ledger::change_state(kit.store(), kit.subject(), {.died = kit.now()}));
    EXPECT_TRUE(has(page("manager").body, "登録中")) << "a death is the insurer's to say";
    EXPECT_FALSE(has(page("home").body, "連携"));
    const std::vector<Json> episodes = listed("EpisodeOfCare", "manager");
    ASSERT_EQ(episodes.size(), 2U);
    EXPECT_EQ(episodes[0]["patient"]["display"], "連携 花子");
    EXPECT_EQ(episodes[0]["patient"]["identifier"]["value"], RecordsKit::hanako);
    EXPECT_EQ(kit.last_event().interaction, "registration-list");
    EXPECT_TRUE(listed("EpisodeOfCare", "home").empty());
}

TEST_F(Work, says_how_many_records_do_not_open) {
    const std::string lost = applied(RecordsKit::hanako, -3, "連携 花子", "レンケイ ハナコ").id;
    (void)applied(RecordsKit::taro, -3, "連携 太郎", "レンケイ タロウ");
    damage(lost);
    const std::string body = page("town").body;
    EXPECT_TRUE(has(body, "運用者に連絡してください）：1 件"));
    EXPECT_TRUE(has(body, "連携 太郎"));
}

TEST_F(Work, comes_page_by_page) {
    for (int i = 0; i < 30; ++i) {
        const std::string number =
            "99001" + std::string("0:00000030") + (i < 10 ? "0" : "") + std::to_string(i);
        (void)applied(number, -i, "連携 花子", "レンケイ ハナコ");
    }
    const std::string first = page("town").body;
    EXPECT_TRUE(has(first, "<b>30 件</b>（期限の近い順、1 / 2 ページ）"));
    EXPECT_TRUE(has(first, "name=\"page\" value=\"2\""));
    EXPECT_TRUE(has(page("town", "page=2&kind=renewal").body, "<b>30 件</b>（期限の近い順、2 / 2 ページ）"));
}

TEST_F(Work, shows_what_is_sent_as_text) {
    (void)applied(RecordsKit::hanako, -3, "<script>", "レンケイ");
    EXPECT_FALSE(has(page("town", "name=<script>").body, "<script>"));
    EXPECT_TRUE(has(page("town").body, "&lt;script&gt;"));
}

} // namespace
} // namespace renkei::server::work_test
