// The papers of a case before the certification board: all of them on one page, in the order of the board,
// with or without names, read and not kept.
#include "tests/server_records/roles.h"
#include "tests/support/damage.h"

namespace renkei::server::roles_test {
namespace {

class Board : public Roles {
protected:
    static constexpr std::string_view page_type = "text/html";
    // Of the member, from today until the day after tomorrow.
    std::string opened_case() { return kit.entered("Basic", relation("case", member, 0, 2), "town")["id"]; }
    Response papers(const std::string& id, const std::string& peer, std::string_view accept = page_type) {
        return kit.get("/cases/" + id, peer, {{"Accept", std::string(accept)}});
    }
    Response page(const std::string& id) {
        return kit.get("/documents/" + id, "stranger", {{"Accept", std::string(page_type)}});
    }
    void leave_out_names() {
        test::must(ledger::change_insurer(kit.store(), "990010", [](sharing::Insurer insurer) {
            insurer.settings.board_without_names = true;
            return diag::Result<sharing::Insurer>(insurer);
        }));
    }
};

TEST_F(Board, reads_all_papers_of_its_case_on_one_page_in_its_order) {
    (void)id_of(sent(survey(""), "town"));
    const std::string id = opened_case();
    EXPECT_TRUE(has(work("stranger").body, "href=\"https://gateway.example.jp/cases/" + id + "\""));
    Response found = papers(id, "stranger");
    ASSERT_EQ(found.status, 200) << found.body;
    EXPECT_TRUE(has(found.body, "まだ届いていない資料：要介護認定 判定結果（センター送信）、主治医意見書"))
        << found.body;
    const std::string newest = id_of(sent(result("2026-04-01T09:00:01+09:00", "23", -9, 300), "town"));
    (void)id_of(sent(opinion(), "clinic"));
    (void)id_of(sent(corrected(opinion()), "clinic"));
    found = papers(id, "stranger");
    ASSERT_EQ(found.status, 200) << found.body;
    EXPECT_FALSE(has(found.body, "まだ届いていない"));
    const std::string contents = found.body.substr(found.body.find("<nav aria-label=\"目次\">"));
    const std::size_t second = contents.find("<a href=\"#d2\"");
    EXPECT_LT(contents.find("要介護認定 判定結果"), second);
    EXPECT_LT(second, contents.find("認定調査票"));
    EXPECT_LT(contents.find("認定調査票"), contents.find("主治医意見書"));
    const Json set = Json::parse(papers(id, "stranger", "application/fhir+json").body);
    EXPECT_EQ(set["type"], "collection");
    ASSERT_EQ(set["entry"].size(), 3U);
    EXPECT_TRUE(has(set["entry"][0]["fullUrl"].get<std::string>(), "/Bundle/"));
    EXPECT_EQ(kit.last_event().interaction, "case-papers");
    EXPECT_TRUE(has(kit.last_event().query, newest)) << kit.last_event().query;
}

TEST_F(Board, is_the_only_one_who_reads_them) {
    (void)id_of(sent(survey(""), "town"));
    const std::string id = opened_case();
    const std::string nothing = papers("01990000-0000-7000-8000-000000000009", "stranger").body;
    for (const std::string peer : {"town", "home", "manager", "clinic"}) {
        EXPECT_EQ(papers(id, peer).status, 404) << peer;
    }
    use_jobs("clerk", "board_member");
    EXPECT_EQ(papers(id, "stranger").status, 404) << "no member, but of the same organisation";
    use_jobs("board_member", "board_member");
    EXPECT_EQ(papers(id, "stranger").status, 200);
    kit.site.clock.pass(3 * day);
    EXPECT_EQ(papers(id, "stranger").status, 404) << "after its days";
    EXPECT_EQ(papers("01990000-0000-7000-8000-000000000009", "stranger").status, 404);
    EXPECT_FALSE(has(nothing, "連携 花子"));
}

TEST_F(Board, says_what_has_not_come) {
    (void)id_of(sent(survey(""), "town"));
    const std::string id = opened_case();
    constexpr std::array<std::string_view, 2> syntaxes{"application/fhir+json", "application/fhir+xml"};
    for (const std::string_view syntax : syntaxes) {
        const Response found = papers(id, "stranger", syntax);
        EXPECT_EQ(found.status, 200) << found.body;
        EXPECT_TRUE(has(found.body, "OperationOutcome") && has(found.body, "case-paper-missing")) << syntax;
        EXPECT_TRUE(has(found.body, "主治医意見書")) << syntax;
    }
    EXPECT_EQ(Json::parse(papers(id, "stranger", syntaxes[0]).body)["entry"].size(), 2U);
}

TEST_F(Board, says_what_is_damaged) {
    const std::string surveyed = id_of(sent(survey(""), "town"));
    const std::string id = opened_case();
    test::damage(kit.store(), surveyed);
    const Response shown = papers(id, "stranger");
    EXPECT_EQ(shown.status, 200) << shown.body;
    EXPECT_TRUE(has(shown.body, "この資料は開けません")) << shown.body;
    for (const std::string_view syntax : {"application/fhir+json", "application/fhir+xml"}) {
        const Response refused = papers(id, "stranger", syntax);
        EXPECT_EQ(refused.status, 500) << "a Bundle without it would look whole: " << refused.body;
        EXPECT_TRUE(has(refused.body, "document-damaged")) << refused.body;
    }
}

TEST_F(Board, keeps_nothing_of_them) {
    const std::string surveyed = id_of(sent(survey(""), "town"));
    const std::string id = opened_case();
    for (const Response& each :
         {papers(id, "stranger"), page(surveyed), papers(id, "stranger", "application/fhir+json"),
          read(surveyed, "stranger")}) {
        EXPECT_EQ(each.status, 200);
        EXPECT_EQ(header_of(each, "Cache-Control"), "no-store");
        EXPECT_EQ(header_of(each, "ETag"), "");
    }
    EXPECT_NE(header_of(read(surveyed, "town"), "ETag"), "") << "of the municipality it has one";
    EXPECT_TRUE(has(kit.get("/documents/" + surveyed, "town", {{"Accept", "text/html"}}).body, "CSVで保存"));
}

TEST_F(Board, finds_no_button_that_saves_them) {
    const std::string surveyed = id_of(sent(survey(""), "town"));
    const std::string id = opened_case();
    for (const std::string& text : {papers(id, "stranger").body, page(surveyed).body}) {
        EXPECT_FALSE(has(text, "で保存")) << text;
        EXPECT_FALSE(has(text, "_format=")) << text;
    }
}

TEST_F(Board, finds_no_act_on_them_and_begins_no_draft) {
    const std::string came = id_of(sent(opinion(), "clinic"));
    const std::string id = opened_case();
    for (const std::string& text : {papers(id, "stranger").body, page(came).body}) {
        EXPECT_FALSE(has(text, "method=\"post\"")) << text;
        EXPECT_FALSE(has(text, "/begin/")) << text;
        EXPECT_FALSE(has(text, "/correction")) << text;
    }
    for (const std::string act : {"/begin/careplan1", "/correction", "/copy"}) {
        EXPECT_EQ(kit.get("/documents/" + came + act, "stranger",
                          {{"Accept", "text/html"}, {"Cookie", "__Host-renkei-name=suzuki"}})
                      .status,
                  404)
            << act;
    }
    EXPECT_EQ(kit.send("DELETE", "/documents/" + came, "", "stranger").status, 404);
}

TEST_F(Board, reads_without_names_where_the_insurer_has_it_so) {
    Json surveyed = survey("");
    surveyed["patient_name"] = "連携　花子";
    surveyed["note_1"] = "歩くときはつえを使う";
    surveyed["surveyor_name"] = "調査　一郎";
    const std::string document = id_of(sent(surveyed, "town"));
    const std::string id = opened_case();
    EXPECT_TRUE(has(papers(id, "stranger").body, "連携　花子")) << "unless it has";
    leave_out_names();
    const std::string all = papers(id, "stranger").body + page(document).body +
                            papers(id, "stranger", "application/fhir+json").body +
                            read(document, "stranger").body + work("stranger").body +
                            Json(listed("Basic", "stranger")).dump();
    const std::vector<std::string_view> names{"連携　花子", "連携 花子", "調査　一郎", "見本市中央"};
    for (const std::string_view name : names) {
        EXPECT_FALSE(has(all, name)) << name << all;
    }
    const std::string person =
        http::percent_encoded(fmt::format("{}|{}", RecordsKit::member_system, RecordsKit::hanako));
    const auto search = [&](const std::string& path, const std::string& asked, std::string_view accept) {
        return kit.send("POST", path, asked, "stranger",
                        {{"Content-Type", form_type}, {"Accept", std::string(accept)}});
    };
    const Response list =
        search("/documents/_search", "person=insurer:990010%7C0000001016", "application/json");
    EXPECT_TRUE(has(list.body, document)) << list.body;
    for (const Response& each :
         {list, search("/documents/_search", "person=insurer:990010%7C0000001016", page_type),
          search("/fhir/Patient/_search", "identifier=" + person, "application/fhir+json"),
          search("/fhir/DocumentReference/_search", "patient.identifier=" + person, "application/fhir+json"),
          kit.get("/fhir/Patient/$summary?identifier=" + person, "stranger"),
          kit.get("/documents/" + document + "/person", "stranger", {{"Accept", std::string(page_type)}}),
          kit.get("/documents/" + document + "/set", "stranger", {{"Accept", std::string(page_type)}})}) {
        for (const std::string_view name : names) {
            EXPECT_FALSE(has(each.body, name)) << name << each.status << each.body;
        }
    }
    EXPECT_TRUE(has(all, "歩くときはつえを使う")) << "what the board decides by";
    EXPECT_TRUE(has(all, "（一部）") && has(all, "示していない欄")) << "the page says that it is a part";
    EXPECT_TRUE(has(all, "SUBSETTED")) << "so does FHIR";
    EXPECT_TRUE(has(work("stranger").body, "（氏名は示さない）"));
    (void)read(document, "stranger");
    EXPECT_TRUE(has(kit.last_event().ground, "/part_without_names")) << kit.last_event().ground;
    EXPECT_TRUE(has(read(document, "town").body, "連携　花子")) << "the setting is about the board alone";
    test::must(ledger::change_state(kit.store(), kit.subject(), {.hidden = sharing::Hidden::self}));
    const std::string hidden = papers(id, "stranger").body;
    EXPECT_FALSE(has(hidden, "連携　花子") || has(hidden, "歩くときはつえを使う"))
        << "what neither leaves out";
    EXPECT_TRUE(has(hidden, "認定調査票"));
}

} // namespace
} // namespace renkei::server::roles_test
