#include "gateway/core/diag/grouped.h"
#include "generated/messages/conversion.h"

#include <gtest/gtest.h>

namespace renkei::diag::grouped_test {
namespace {

Report report_of(std::initializer_list<std::string> paths) {
    Report out;
    for (const std::string& path : paths) {
        out.add(message::loss_constant_differs, {.file = "b.json", .path = path}, {"final", "preliminary"});
    }
    return out;
}

std::vector<std::string> paths_of(const Report& report, Language language = Language::english) {
    std::vector<std::string> out;
    for (const Finding& finding : grouped(report, language)) {
        out.push_back(finding.where.path);
    }
    return out;
}

TEST(Grouped, the_same_in_several_entries_is_one_with_all_their_numbers) {
    const Report report = report_of({"Bundle.entry[0].resource.status", "Bundle.entry[13].resource.status",
                                     "Bundle.entry[11].resource.status", "Bundle.entry[12].resource.status"});
    EXPECT_EQ(paths_of(report), std::vector<std::string>{"Bundle.entry[0,11-13].resource.status (4 places)"});
    EXPECT_EQ(paths_of(report, Language::japanese),
              std::vector<std::string>{"Bundle.entry[0,11-13].resource.status（4 か所）"});
}

TEST(Grouped, another_element_or_another_index_within_an_entry_is_another_group) {
    const Report report =
        report_of({"Bundle.entry[0].resource.status", "Bundle.entry[1].resource.intent",
                   "Bundle.entry[2].resource.name[0].use", "Bundle.entry[2].resource.name[1].use"});
    EXPECT_EQ(paths_of(report).size(), 4U);
}

TEST(Grouped, another_sentence_item_severity_or_file_is_another_group) {
    const Finding first =
        finding(message::loss_constant_differs, {.file = "b.json", .path = "Bundle.entry[0].resource.status"},
                {"final", "preliminary"});
    for (const auto& change : std::initializer_list<void (*)(Finding&)>{
             [](Finding& it) { it.args[1] = "amended"; }, [](Finding& it) { it.item = "weight"; },
             [](Finding& it) { it.severity = Severity::error; },
             [](Finding& it) { it.where.file = "c.json"; }, [](Finding& it) { it.where.document = 2; },
             [](Finding& it) { it.message = message::loss_conflict; }}) {
        Finding second = first;
        second.where.path = "Bundle.entry[1].resource.status";
        change(second);
        Report report;
        report.add(first);
        report.add(second);
        EXPECT_EQ(paths_of(report).size(), 2U);
    }
}

struct Place {
    std::uint32_t line;
    std::uint32_t entry;
};
Report on_lines(bool are_documents, std::initializer_list<Place> places) {
    Report out;
    for (const Place& place : places) {
        out.add(message::loss_constant_differs,
                {.file = "-",
                 .line = place.line,
                 .is_line_a_document = are_documents,
                 .path = "Bundle.entry[" + std::to_string(place.entry) + "].resource.status"},
                {"final", "preliminary"});
    }
    return out;
}

TEST(Grouped, lines_of_one_document_are_one_group_and_documents_are_not) {
    EXPECT_EQ(paths_of(on_lines(false, {{10, 0}, {20, 1}, {30, 2}})),
              std::vector<std::string>{"Bundle.entry[0-2].resource.status (3 places)"});
    EXPECT_EQ(paths_of(on_lines(true, {{1, 0}, {1, 1}, {2, 0}, {2, 1}})),
              (std::vector<std::string>{"Bundle.entry[0-1].resource.status (2 places)",
                                        "Bundle.entry[0-1].resource.status (2 places)"}));
    EXPECT_EQ(paths_of(on_lines(true, {{1, 0}, {2, 0}})).size(), 2U);
    EXPECT_EQ(paths_of(on_lines(true, {{1, 0}, {2, 1}})).size(), 2U);
}

TEST(Grouped, a_place_that_is_reported_twice_is_one_place) {
    EXPECT_EQ(paths_of(on_lines(false, {{1, 3}, {1, 3}})),
              std::vector<std::string>{"Bundle.entry[3].resource.status"});
    EXPECT_EQ(paths_of(on_lines(false, {{1, 3}, {1, 3}, {1, 5}})),
              std::vector<std::string>{"Bundle.entry[3,5].resource.status (2 places)"});
}

TEST(Grouped, a_finding_outside_of_entries_is_unchanged) {
    EXPECT_EQ(
        paths_of(report_of({"", "", "/visits/0/a", "Bundle.type", "Bundle.entry[x].a", "Bundle.entry[1"}))
            .size(),
        6U);
}

Finding without_place(std::string item, std::string name, std::string value, std::string path) {
    Finding out = finding(message::loss_not_in_form, {.file = "b.json", .path = std::move(path)}, {"様式"});
    out.item = std::move(item);
    out.name = std::move(name);
    out.value = std::move(value);
    return out;
}

TEST(Grouped, what_the_other_form_has_no_place_for_is_one_line_for_each_kind_of_row) {
    Report report;
    report.add(without_place("medicine.id", "番号", "1", "Bundle.entry[1].resource.id"));
    report.add(without_place("medicine.days", "日数", "7", "Bundle.entry[1].resource.days"));
    report.add(without_place("lab.note", "注記", "溶血", "Bundle.entry[3].resource.note"));
    report.add(without_place("medicine.days", "日数", "14", "Bundle.entry[2].resource.days"));
    const std::vector<Finding> lines = grouped(report, Language::japanese);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(to_text(lines[0], Language::japanese),
              "b.json: Bundle.entry[1].resource.id（ほかを含め 3 か所）: 警告[not-in-form]: "
              "様式「様式」に欄がないため、引き継ぎません: 番号「1」、日数「7」 ほか1件");
    EXPECT_EQ(grouped(report, Language::english)[1].args[1], "注記 \"溶血\"");
}

TEST(Grouped, a_value_without_a_place_is_shown_by_its_first_characters) {
    Report report;
    report.add(without_place("course", "経過", std::string(10'000, 'x') + "い", "course"));
    EXPECT_LT(grouped(report, Language::english)[0].args[1].size(), 80U);
}

} // namespace
} // namespace renkei::diag::grouped_test
