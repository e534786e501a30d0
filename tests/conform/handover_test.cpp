// The report that is handed over: everything that a reader needs, and nothing that text of others can do.
#include "gateway/forms/conform/report/conform_rows.h"
#include "gateway/forms/publish/table.h"
#include "generated/messages/conform.h"
#include "generated/messages/service.h"

#include "tests/conform/kit.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace renkei::handover_test {
namespace {

using conform::CaseEvaluation;
using conform::CaseVerdict;

const conform::ConformRun run{.product = "様式変換 2.1",
                              .vendor = "架空ソフト",
                              .tester = "試験<b>担当</b>",
                              .issued = 1'772'323'200'000,
                              .tested = "results",
                              .scope = "all",
                              .outside = 3,
                              .kit = "2026.11",
                              .requirements = test::requirements()};

CaseEvaluation failed(const std::string& expected, const std::string& found) {
    CaseEvaluation out{.about = &test::case_named("admission-full"),
                       .file = "results/admission-full.json",
                       .verdict = CaseVerdict::failed,
                       .report = diag::Report()};
    diag::Finding& finding = out.report.add(diag::message::conform_item_differs,
                                            {.file = out.file, .path = "birth_date"}, {expected, found});
    finding.item = "birth_date";
    finding.name = "生年月日";
    return out;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(HandedOver, rows_have_rule_place_item_values_and_both_languages) {
    const auto rows = conform::report_rows({failed("1938-05-12", "1939-05-12")}, run);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].id, "admission-full");
    EXPECT_EQ(rows[0].title.japanese, "同時に記入できる項目をすべて記入し、国の定めるファイル名を付けた様式");
    EXPECT_EQ(rows[0].title.english, test::case_named("admission-full").clause());
    EXPECT_EQ(rows[0].rule.sentence.japanese,
              "入院時情報提供書の様式の各欄に、利用者について知っている事実をそのまま書く。");
    EXPECT_TRUE(has(rows[0].rule.where, "入院時情報提供書 様式例")) << rows[0].rule.where;
    EXPECT_EQ(rows[0].place, "results/admission-full.json: birth_date");
    EXPECT_EQ(rows[0].item, "生年月日 (birth_date)");
    EXPECT_EQ(rows[0].expected, "1938-05-12");
    EXPECT_EQ(rows[0].found, "1939-05-12");
    EXPECT_EQ(rows[0].japanese, "「1938-05-12」のはずですが、「1939-05-12」になっています");
    EXPECT_EQ(rows[0].english, "expected: 1938-05-12; found: 1939-05-12");
}

TEST(HandedOver, a_finding_of_fhir_is_required_by_fhir) {
    CaseEvaluation evaluation = failed("a", "b");
    evaluation.report = diag::Report();
    evaluation.report.add(diag::message::conform_composition_first, {}, {"Patient"});
    EXPECT_TRUE(has(conform::report_rows({evaluation}, run).at(0).rule.where, "FHIR R4 Documents"));
}

TEST(HandedOver, without_the_requirements_the_manifest_says_what_requires_a_case) {
    const conform::Requirements none;
    const auto rows = conform::report_rows({failed("a", "b")}, {.requirements = none});
    EXPECT_EQ(rows.at(0).title.english, test::case_named("admission-full").clause());
    EXPECT_EQ(rows.at(0).rule.where, test::case_named("admission-full").reference());
}

TEST(HandedOver, page_begins_with_the_verdict_and_says_who_tested_what_when) {
    CaseEvaluation passed = failed("a", "b");
    passed.verdict = CaseVerdict::passed;
    passed.report = diag::Report();
    const std::string bad = conform::conform_html({failed("a", "b"), passed}, run, diag::Language::english);
    const std::string good = conform::conform_html({passed}, run, diag::Language::english);
    EXPECT_LT(bad.find("<p class=\"verdict failed\">不合格 FAILED"), bad.find("<table"));
    EXPECT_LT(good.find("<p class=\"verdict passed\">合格 passed"), good.find("<table")) << good;
    EXPECT_TRUE(has(bad, "2 件中 1 件が合格"));
    EXPECT_TRUE(has(bad, "様式変換 2.1") && has(bad, "架空ソフト"));
    EXPECT_TRUE(has(bad, "2026-03-01 09:00:00")) << "in Japan";
    EXPECT_LT(bad.find("合格しなかったもの"), bad.find("合格したもの"));
    EXPECT_FALSE(has(good, "合格しなかったもの"));
}

TEST(HandedOver, page_names_versions_and_loads_nothing) {
    const std::string page = conform::conform_html({failed("a", "b")}, run, diag::Language::english);
    EXPECT_TRUE(has(page, "<bdi>2026.11</bdi>")) << page;
    EXPECT_TRUE(has(page, "default-src 'none'; style-src 'sha256-"));
    EXPECT_FALSE(has(page, "<script"));
    for (const char* loading : {"src=", "href=", "url("}) {
        EXPECT_FALSE(has(page, loading)) << loading;
    }
    EXPECT_TRUE(has(page, "不合格 FAILED"));
}

TEST(HandedOver, page_shows_markup_and_marks_of_direction_as_text) {
    const std::string foreign = "</td><script>alert(1)</script>\u202Eabc\u2066\x01";
    const std::string page = conform::conform_html({failed(foreign, foreign)}, run, diag::Language::english);
    EXPECT_FALSE(has(page, "<script"));
    EXPECT_FALSE(has(page, "<b>"));
    EXPECT_FALSE(has(page, "\u202E"));
    EXPECT_TRUE(has(page, "&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;[U+202E]abc[U+2066][U+0001]"))
        << page;
}

TEST(HandedOver, text_that_is_no_utf_8_does_not_spoil_the_report) {
    EXPECT_EQ(publish::with_visible_marks("a\xFF"
                                          "b\n"),
              "a\uFFFDb\n");
}

TEST(HandedOver, workbook_is_the_same_for_the_same_results) {
    const auto bytes = [](const std::string& found) {
        return conform::conform_xlsx({failed("a", found)}, run, diag::Language::english);
    };
    EXPECT_EQ(bytes("=1+1"), bytes("=1+1"));
    EXPECT_NE(bytes("=1+1"), bytes("=1+2"));
}

// What a reader of the workbook finds in the cells of the results: the archive is unpacked, and _xHHHH_ and
// markup become their characters.
std::string results_sheet(const std::string& found) {
    const test::Folder folder;
    test::write(folder.path() / "report.xlsx",
                conform::conform_xlsx({failed("a", found)}, run, diag::Language::english));
    const std::string command =
        "cd '" + folder.path().string() +
        "' && python3 -I -S -c \"import zipfile; zipfile.ZipFile('report.xlsx').extractall()\"";
    EXPECT_EQ(std::system(command.c_str()), 0);
    return test::read(folder.path() / "xl/worksheets/sheet2.xml");
}

std::vector<std::string> cells(const std::string& found) {
    const std::string sheet = results_sheet(found);
    std::vector<std::string> out;
    const std::string open = "<t xml:space=\"preserve\">";
    for (std::size_t at = sheet.find(open); at != std::string::npos; at = sheet.find(open, at)) {
        at += open.size();
        out.push_back(sheet.substr(at, sheet.find("</t>", at) - at));
    }
    return out;
}

TEST(HandedOver, workbook_keeps_its_head_in_view_and_filters_by_it) {
    const std::string sheet = results_sheet("a\nb");
    EXPECT_TRUE(
        has(sheet, "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"));
    EXPECT_TRUE(has(sheet, "<autoFilter ref=\"A1:M2\"/>")) << sheet;
}

TEST(HandedOver, workbook_shows_what_was_found) {
    const auto has_cell = [](const std::vector<std::string>& all, const std::string& cell) {
        return std::ranges::find(all, cell) != all.end();
    };
    EXPECT_TRUE(has_cell(cells("=1+1"), "=1+1"));
    EXPECT_TRUE(has_cell(cells("<b>"), "&lt;b&gt;"));
    EXPECT_TRUE(has_cell(cells(std::string(100'000, 'x')), std::string(10'000, 'x') + "…"));
    std::string unseen;
    std::string shown;
    for (std::size_t i = 0; i < 10'000; ++i) {
        unseen += "\u200B";
        shown += "[U+200B]";
    }
    EXPECT_TRUE(has_cell(cells(unseen), shown.substr(0, 10'000) + "…")) << "its marks are counted, too";
}

TEST(HandedOver, workbook_shows_text_that_looks_like_an_escape_as_it_is) {
    const auto has_cell = [](const std::string& found, const std::string& cell) {
        const auto all = cells(found);
        return std::ranges::find(all, cell) != all.end();
    };
    EXPECT_TRUE(has_cell("a_x000D_b", "a_x005F_x000D_b"));
    EXPECT_TRUE(has_cell("_x00e9__x005F_", "_x005F_x00e9__x005F_x005F_"));
    EXPECT_TRUE(has_cell("_x000D_x0041_", "_x005F_x000D_x005F_x0041_")) << "one underscore of two";
    EXPECT_TRUE(has_cell("_xyz1_ _x12_ _x0041", "_xyz1_ _x12_ _x0041"));
}

} // namespace
} // namespace renkei::handover_test
