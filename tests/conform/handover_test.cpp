// The report that is handed over: everything that a reader needs, and nothing that text of others can do.
#include "gateway/forms/conform/conform_rows.h"
#include "gateway/forms/publish/marked_up.h"
#include "generated/messages/service.h"

#include "tests/conform/kit.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

namespace renkei::handover_test {
namespace {

using conform::CaseEvaluation;
using conform::CaseVerdict;

const conform::ConformRun run{.tester = "試験<b>担当</b>",
                              .issued = 1'772'323'200'000,
                              .tested = "results",
                              .scope = "all",
                              .outside = 3,
                              .kit = "2026.11"};

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
    const auto rows = conform::report_rows({failed("1938-05-12", "1939-05-12")});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].id, "admission-full");
    EXPECT_EQ(rows[0].rule, test::case_named("admission-full").reference);
    EXPECT_EQ(rows[0].place, "results/admission-full.json: birth_date");
    EXPECT_EQ(rows[0].item, "生年月日 (birth_date)");
    EXPECT_EQ(rows[0].expected, "1938-05-12");
    EXPECT_EQ(rows[0].found, "1939-05-12");
    EXPECT_EQ(rows[0].japanese, "「1938-05-12」のはずですが、「1939-05-12」になっています");
    EXPECT_EQ(rows[0].english, "expected: 1938-05-12; found: 1939-05-12");
}

TEST(HandedOver, page_names_versions_and_loads_nothing) {
    const std::string page = conform::conform_html({failed("a", "b")}, run, diag::Language::english);
    EXPECT_TRUE(has(page, "<bdi>2026.11</bdi>")) << page;
    EXPECT_TRUE(has(page, "default-src 'none'; style-src 'sha256-"));
    EXPECT_FALSE(has(page, "<script"));
    EXPECT_FALSE(has(page, "://"));
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
    EXPECT_EQ(publish::marked_up("<&>\""), "&lt;&amp;&gt;&quot;");
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
std::vector<std::string> cells(const std::string& found) {
    const test::Folder folder;
    test::write(folder.path() / "report.xlsx",
                conform::conform_xlsx({failed("a", found)}, run, diag::Language::english));
    const std::string command =
        "cd '" + folder.path().string() +
        "' && python3 -c \"import zipfile; zipfile.ZipFile('report.xlsx').extractall()\"";
    EXPECT_EQ(std::system(command.c_str()), 0);
    const std::string sheet = test::read(folder.path() / "xl/worksheets/sheet2.xml");
    std::vector<std::string> out;
    const std::string open = "<t xml:space=\"preserve\">";
    for (std::size_t at = sheet.find(open); at != std::string::npos; at = sheet.find(open, at)) {
        at += open.size();
        out.push_back(sheet.substr(at, sheet.find("</t>", at) - at));
    }
    return out;
}

TEST(HandedOver, workbook_shows_what_was_found) {
    const auto has_cell = [](const std::vector<std::string>& all, const std::string& cell) {
        return std::ranges::find(all, cell) != all.end();
    };
    EXPECT_TRUE(has_cell(cells("=1+1"), "=1+1"));
    EXPECT_TRUE(has_cell(cells("<b>"), "&lt;b&gt;"));
    EXPECT_TRUE(has_cell(cells(std::string(100'000, 'x')), std::string(10'000, 'x') + "…"));
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
