// A month of an office in a form that is collected in one file: what is in the file, and who is not.
#include "gateway/core/time/japan_day.h"
#include "gateway/forms/service/convert.h"
#include "gateway/network/ledger/registrations.h"
#include "gateway/network/server/records/office_month.h"
#include "generated/messages/export.h"

#include "tests/server_records/kit.h"
#include "tests/support/damage.h"

namespace renkei::server::month_test {
namespace {

constexpr std::string_view ours = "9970100021"; // the office of the peer "home"

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

class Month : public testing::Test {
protected:
    // With a first line of names and this evaluation of a person.
    std::string sheet(const std::string& number, const std::string& insured, const std::string& day,
                      std::string_view office = ours) const {
        const std::string all = documents::file("life310_adl/minimal.csv");
        return all.substr(0, all.find('\n') + 1) +
               fmt::format("{},15,990010,{},{},,,,{},,,,,,,,,,,,,,0310\r\n", office, insured, number, day);
    }
    std::string day(const std::string& of_month = "12") const {
        std::string out = month + of_month;
        std::erase(out, '-');
        return out;
    }
    std::string sent(const std::string& file, const std::string& peer = "home") {
        kit.site.clock.pass(1);
        const Response taken = kit.send("POST", "/documents", file, peer, {{"Content-Type", "text/csv"}});
        EXPECT_EQ(taken.status, 201) << taken.body;
        const std::string place = header_of(taken, "Location");
        return place.substr(place.rfind('/') + 1);
    }
    sharing::Registration served(std::string_view person, const std::string& name, const std::string& kana,
                                 const sharing::Registration& more = {}) {
        kit.site.clock.pass(1);
        sharing::Registration it = more;
        it.office = {"office", std::string(ours)};
        it.service_type = "15";
        it.identity = sharing::IdentityCheck{.at = kit.now(), .user = "suzuki"};
        it.from = time::day_in_japan(kit.now());
        it.subject = {.name = name, .kana = kana};
        return test::must(ledger::enter(kit.store(), ledger::registration_add, kit.subject(person), it));
    }
    Response page(const std::string& peer = "home", const std::string& form = "life310_adl",
                  const std::string& more = "") {
        return kit.get(fmt::format("/export-month?form={}&month={}{}", form, month, more), peer,
                       {{"Accept", "text/html"}});
    }
    // What the button on the page leads to.
    Response file_of(const std::string& page, const std::string& peer = "home") {
        const std::string before = "<a class=\"btn go\" href=\"https://gateway.example.jp";
        const std::size_t begin = page.find(before);
        EXPECT_NE(begin, std::string::npos) << page;
        std::string path = page.substr(begin + before.size());
        path = path.substr(0, path.find('"'));
        for (std::size_t at = 0; (at = path.find("&amp;")) != std::string::npos;) {
            path.replace(at, 5, "&");
        }
        return kit.get(path, peer);
    }
    OfficeMonth read(const policy::Peer& peer, bool has_room, std::uint32_t at_once) {
        return test::must(kit.store().read_value<OfficeMonth>([&](const store::Snapshot& snapshot) {
            return office_month(
                snapshot, access::receiver_of(peer, {}, kit.now()), peer.numbers.front(), "life310_adl",
                time::parse_date(month).value(), [&](std::uint64_t) { return has_room; }, at_once);
        }));
    }
    RecordsKit kit;
    const std::string month = time::day_in_japan(kit.now()).text().substr(0, 7);
};

TEST_F(Month, is_one_file_of_all_persons_whom_the_office_serves) {
    (void)served(RecordsKit::hanako, "連携 花子", "レンケイ ハナコ");
    (void)served(RecordsKit::taro, "連携 太郎", "レンケイ タロウ");
    (void)sent(sheet("ADL-2", "0000002002", day("20")));
    (void)sent(sheet("ADL-1", "0000001016", day("13")));
    (void)sent(sheet("ADL-0", "0000001016", "20250112")); // of another month
    const Response shown = page();
    ASSERT_EQ(shown.status, 200) << shown.body;
    EXPECT_TRUE(has(shown.body, "担当する利用者：2 人")) << shown.body;
    EXPECT_TRUE(has(shown.body, "（2 件）</p>"));
    EXPECT_TRUE(has(shown.body, "足りないものはありません"));
    EXPECT_EQ(header_of(shown, "Cache-Control"), "no-store");
    const Response saved = file_of(shown.body);
    ASSERT_EQ(saved.status, 200) << saved.body;
    EXPECT_EQ(saved.media_type, "text/csv;charset=UTF-8");
    EXPECT_EQ(header_of(saved, "Cache-Control"), "no-store");
    EXPECT_TRUE(
        has(header_of(saved, "Content-Disposition"),
            "attachment; filename=\"ADL_MAINTENANCE_ADDITION_2024_9970100021_" + day("20") + ".csv\""))
        << header_of(saved, "Content-Disposition");
    const std::string names = documents::file("life310_adl/minimal.csv");
    EXPECT_EQ(saved.body.substr(0, saved.body.find("\r\n")), names.substr(0, names.find_first_of("\r\n")));
    EXPECT_TRUE(saved.body.ends_with("\"0310\"\r\n"));
    EXPECT_EQ(std::ranges::count(saved.body, '\n'), 3);
    EXPECT_LT(saved.body.find(day("13")), saved.body.find(day("20"))) << "by their days";
    const Response again = kit.send("POST", "/documents", saved.body, "home", {{"Content-Type", "text/csv"}});
    EXPECT_EQ(again.status, 200) << "it reads back as the same documents: " << again.body;
}

// Of a form whose file says in its name which of two is the later one.
TEST_F(Month, has_the_newest_versions_under_the_name_of_the_last) {
    (void)served(RecordsKit::hanako, "連携 花子", "レンケイ ハナコ");
    const std::string file = documents::replaced(
        documents::file("life310_user/SERVICE_USER_INFO_1_20260501.csv"), "9970101029", ours);
    for (const char* const made : {"12", "20"}) {
        const std::string name = "SERVICE_USER_INFO_1_" + day(made) + ".csv";
        const Response taken = kit.send(
            "POST", "/documents", file, "home",
            {{"Content-Type", "text/csv"}, {"Content-Disposition", "attachment; filename=\"" + name + "\""}});
        EXPECT_EQ(taken.status, 201) << taken.body;
        kit.site.clock.pass(1000);
    }
    const Response saved = file_of(page("home", "life310_user").body);
    EXPECT_TRUE(has(header_of(saved, "Content-Disposition"), "SERVICE_USER_INFO_1_" + day("20") + ".csv"));
    EXPECT_EQ(std::ranges::count(saved.body, '\n'), 2) << saved.body;
}

TEST_F(Month, says_of_each_person_what_is_missing) {
    (void)served(RecordsKit::hanako, "連携 花子", "レンケイ ハナコ");
    (void)served(RecordsKit::taro, "連携 太郎", "レンケイ タロウ");
    const std::string broken = sent(sheet("ADL-1", "0000001016", day()));
    const std::string other = sent(sheet("ADL-3", "0000003003", day()));
    test::damage(kit.store(), broken);
    const std::string shown = page().body;
    EXPECT_TRUE(has(shown, "<bdi>連携 太郎</bdi>"));
    EXPECT_TRUE(has(shown, "この月の文書がありません"));
    EXPECT_TRUE(has(shown, "month-document-refused"));
    EXPECT_TRUE(has(shown, "この事業所の担当事業所登録がありません（文書: " + other + "）")) << shown;
    EXPECT_TRUE(has(shown, "ファイルに入れる文書がありません")) << "no button";
    EXPECT_FALSE(has(shown, "ファイルを保存する"));
    EXPECT_LT(shown.find("連携 太郎"), shown.find("連携 花子")) << "by kana";
}

TEST_F(Month, has_who_was_served_on_some_day_of_it) {
    const sharing::Registration left = served(RecordsKit::hanako, "連携 花子", "レンケイ ハナコ");
    (void)served(RecordsKit::taro, "連携 太郎", "レンケイ タロウ");
    kit.site.clock.pass(1000);
    test::must(ledger::end_registration(kit.store(), kit.subject().person, left.id,
                                        sharing::RegistrationEnd::office, std::nullopt));
    EXPECT_TRUE(has(page().body, "担当する利用者：2 人")) << "until then";
    const std::string next =
        kit.get("/export-month?form=life310_adl&month=2099-01", "home", {{"Accept", "text/html"}}).body;
    EXPECT_TRUE(has(next, "担当する利用者：1 人")) << next;
    const std::string before =
        kit.get("/export-month?form=life310_adl&month=2020-01", "home", {{"Accept", "text/html"}}).body;
    EXPECT_TRUE(has(before, "担当する利用者：0 人"));
}

TEST_F(Month, is_for_the_office_alone_and_audited) {
    (void)served(RecordsKit::hanako, "連携 花子", "レンケイ ハナコ");
    const std::string document = sent(sheet("ADL-1", "0000001016", day()));
    const std::string shown = page().body;
    EXPECT_EQ(kit.last_event().interaction, "export-month");
    EXPECT_EQ(kit.last_event().action, audit::Action::query);
    EXPECT_TRUE(has(kit.last_event().query, "documents=" + document));
    EXPECT_TRUE(has(kit.last_event().query, seal::to_hex(kit.subject().person).substr(0, 16)));
    EXPECT_FALSE(has(kit.last_event().query, "連携"));
    EXPECT_EQ(file_of(shown).status, 200);
    EXPECT_EQ(kit.last_event().action, audit::Action::read);
    EXPECT_EQ(kit.last_event().interaction, "export-month");
    EXPECT_TRUE(has(kit.last_event().query, "documents=" + document));
    EXPECT_EQ(file_of(shown, "manager").status, 400);
    EXPECT_EQ(kit.last_event().action, audit::Action::read);
    EXPECT_FALSE(has(kit.last_event().query, "documents="));
    const Response none = kit.get("/export-month?form=life310_adl&month=2020-01&_format=csv", "home");
    EXPECT_EQ(none.status, 404) << none.body;
    EXPECT_TRUE(has(none.body, "month-without-documents"));
    const Response other = page("manager");
    EXPECT_EQ(other.status, 400) << "it does not send such documents";
    EXPECT_FALSE(has(other.body, "連携"));
    EXPECT_TRUE(has(kit.get("/export-month", "manager", {{"Accept", "text/html"}}).body,
                    "月ごとにまとめて提出する様式はありません"));
}

TEST_F(Month, is_asked_of_a_form_that_is_collected_and_of_a_whole_month) {
    const std::string empty = kit.get("/export-month", "home", {{"Accept", "text/html"}}).body;
    EXPECT_TRUE(has(empty, "<option value=\"life310_adl\""));
    EXPECT_FALSE(has(empty, "<option value=\"admission\""));
    EXPECT_EQ(page("home", "admission").status, 400);
    for (const char* const wrong : {"2026", "2026-04-01", "x", "2026-13"}) {
        EXPECT_EQ(kit.get(fmt::format("/export-month?form=life310_adl&month={}", wrong), "home").status, 400)
            << wrong;
    }
    EXPECT_EQ(kit.get("/export-month?form=life310_adl&person=1", "home").status, 400);
    EXPECT_EQ(page("home", "life310_adl", "&_format=pdf").status, 400);
}

TEST_F(Month, is_of_one_office_of_a_peer_with_several_numbers) {
    constexpr std::string_view second = "9970100039";
    std::vector<policy::Peer> peers = peers_of_records();
    const auto home = std::ranges::find(peers, "home", &policy::Peer::id);
    home->numbers.push_back({"office", std::string(second)});
    test::must(kit.store().write([&](store::Transaction& transaction) { return transaction.put(*home); }));
    test::must(kit.gateway().reload_peers());
    kit.site.use(std::move(peers));
    (void)served(RecordsKit::hanako, "連携 花子", "レンケイ ハナコ");
    (void)sent(sheet("ADL-1", "0000001016", day("13")));
    const std::string other = sent(sheet("ADL-2", "0000001016", day("20"), second));
    const Response unclear = page();
    EXPECT_EQ(unclear.status, 400);
    EXPECT_TRUE(has(unclear.body, ours) && has(unclear.body, second)) << "to choose from: " << unclear.body;
    EXPECT_EQ(page("home", "life310_adl", "&office=office:9970100013").status, 400);
    EXPECT_TRUE(has(kit.get("/export-month", "home", {{"Accept", "text/html"}}).body,
                    "<option value=\"office:9970100039\">9970100039</option>"));
    const Response shown = page("home", "life310_adl", fmt::format("&office=office:{}", ours));
    ASSERT_EQ(shown.status, 200) << shown.body;
    EXPECT_TRUE(has(shown.body, "<option value=\"office:9970100021\" selected>"));
    const std::string lines = file_of(shown.body).body;
    EXPECT_EQ(std::ranges::count(lines, '\n'), 2) << lines;
    EXPECT_TRUE(has(lines, ours) && !has(lines, second)) << lines;
    const std::string of_second = page("home", "life310_adl", fmt::format("&office=office:{}", second)).body;
    EXPECT_TRUE(has(of_second, "担当する利用者：0 人") && has(of_second, other)) << of_second;
}

TEST_F(Month, has_all_pages_of_the_store_and_joins_linked_numbers) {
    (void)served(RecordsKit::hanako, "連携 花子", "レンケイ ハナコ");
    const seal::Hash one = kit.subject("990010:0000003003").person;
    const seal::Hash other = kit.subject("990010:0000002002").person;
    test::must(kit.store().write(
        [&](store::Transaction& transaction) { return transaction.link(one, other).map([](bool) {}); }));
    int number = 0;
    for (const char* const insured : {"0000003003", "0000001016", "0000002002", "0000001016"}) {
        (void)sent(sheet(fmt::format("ADL-{}", ++number), insured, day()));
    }
    const std::vector<policy::Peer> peers = peers_of_records();
    const policy::Peer& home = *std::ranges::find(peers, "home", &policy::Peer::id);
    const OfficeMonth waiting = read(home, false, 1);
    const OfficeMonth whole = read(home, true, 1);
    for (const OfficeMonth* const each : {&waiting, &whole}) {
        EXPECT_EQ(each->documents.size(), 4U);
        ASSERT_EQ(each->persons.size(), 2U) << "one of them under two numbers";
        EXPECT_TRUE(each->persons[0].is_served);
        EXPECT_EQ(each->persons[0].documents.size(), 2U);
        for (const MonthPerson& person : each->persons) {
            EXPECT_TRUE(person.missing.empty());
            for (const auto& [version, fhir] : person.documents) {
                EXPECT_EQ(fhir.empty(), each == &waiting) << "opened if there is room";
            }
        }
    }
    EXPECT_EQ(read(home, true, 200).documents.size(), 4U);
}

TEST_F(Month, says_how_many_registrations_do_not_open) {
    (void)served(RecordsKit::hanako, "連携 花子", "レンケイ ハナコ");
    test::must(kit.store().write([](store::Transaction& transaction) {
        return transaction.session().sql.send(
            "UPDATE person_record SET entry = $1 WHERE kind = 'registration'",
            {store::Bytes{std::string(60, 'x')}});
    }));
    EXPECT_TRUE(has(page().body, "開けない担当事業所登録（運用者に連絡してください）：1 件"));
}

TEST(MonthFile, leaves_out_what_check_refuses_and_says_why) {
    const catalogue::Catalogue& forms = *documents::loaded()->catalogue;
    service::Workspace workspace(forms);
    const std::string csv = documents::file("life310_adl/two-documents.csv");
    const service::Outcome made = service::convert(workspace, {.name = "-", .bytes = csv}, {});
    ASSERT_EQ(made.documents.size(), 2U);
    OfficeMonth month;
    month.persons.push_back({.numbers = {}, .is_served = true});
    for (const service::OutputDocument& each : made.documents) {
        month.persons[0].documents.push_back({{.document = "whole"}, each.bytes});
    }
    month.persons[0].documents.push_back(
        {{.document = "broken"}, documents::replaced(made.documents[0].bytes, "\"0000001016\"", "\"12\"")});
    const MonthFile file = file_of(month, workspace, *forms.find("life310_adl"), MonthOf::served);
    EXPECT_EQ(file.bytes, csv) << "the header once, each line as it came";
    EXPECT_EQ(file.count, 2U);
    const diag::Report& missing = month.persons[0].missing;
    EXPECT_TRUE(missing.has(diag::message::month_document_refused));
    EXPECT_TRUE(missing.at_least(diag::Severity::error)) << "and why";
}

// One file holds many persons, and its form names no receiver.
TEST(MonthFile, is_of_forms_whose_interface_collects_them) {
    const std::vector<const mapping::Plan*> forms = collected_forms(*documents::loaded()->catalogue);
    EXPECT_FALSE(forms.empty());
    for (const mapping::Plan* const plan : forms) {
        const form::Syntax& syntax = plan->form().syntaxes().front();
        EXPECT_EQ(syntax.kind, form::SyntaxKind::wide) << plan->form().id();
        EXPECT_NE(syntax.has_header, 0) << plan->form().id();
        for (const form::Item& item : plan->form().items()) {
            EXPECT_FALSE(plan->text(item.id).starts_with("receiver")) << plan->form().id();
        }
    }
    EXPECT_FALSE(is_collected(documents::loaded()->catalogue->find("admission")->form()));
}

} // namespace
} // namespace renkei::server::month_test
