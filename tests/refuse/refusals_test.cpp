// Each edit of a sound mapping is refused for exactly one reason, said where it is.
#include "gateway/core/base/file.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "generated/messages/forms.h"

#include "tests/refuse/edit_case.h"
#include "tests/refuse/mapping_folder.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

namespace renkei::refuse::refusals_test {
namespace {

std::string id(const diag::Finding& finding) { return std::string(diag::row(finding.message).id); }

// What is wrong with the loader's answer, or empty.
std::string wrong(const EditCase& edit_case) {
    const EditedMapping mapping(edit_case);
    const diag::Report report = load(mapping.root(), "checkup");
    const std::uint32_t line = edit_case.line.empty() ? 0 : mapping.line_of(edit_case.file, edit_case.line);
    const std::string file = edit_case.file.empty() ? "" : (mapping.root() / edit_case.file).string();
    bool found = false;
    for (const diag::Finding& finding : report.findings()) {
        found |= id(finding) == edit_case.message && finding.where.line == line && finding.where.file == file;
        const bool allowed = id(finding) == edit_case.message ||
                             std::ranges::find(edit_case.with, id(finding)) != edit_case.with.end();
        if (!allowed) {
            return "also " + id(finding) + ":\n" + shown(report);
        }
    }
    return found ? ""
                 : "expected " + edit_case.message + " at " + edit_case.file + ":" + std::to_string(line) +
                       ", said:\n" + shown(report);
}

TEST(Refusals, the_mapping_that_all_cases_edit_is_sound) {
    EXPECT_TRUE(load(base_mapping(), "checkup").empty()) << shown(load(base_mapping(), "checkup"));
}

TEST(Refusals, every_case_is_refused_for_its_reason_at_its_place) {
    for (const EditCase& edit_case : all_cases()) {
        EXPECT_EQ(wrong(edit_case), "") << edit_case.name;
    }
}

// The report on two forms beside each other whose file names have one shape.
diag::Report with_file_names_of_one_shape() {
    const EditedMapping mapping(
        {.name = "two_forms",
         .edits = {{"checkup/form.yaml", "file: [office", "file: [\"CHECK\", office"}},
         .message = {},
         .file = {},
         .line = {},
         .with = {}});
    const std::filesystem::path other = mapping.root() / "other";
    std::filesystem::copy(mapping.root() / "checkup", other);
    std::string head = *base::read_file(other / "form.yaml");
    head.replace(head.find("form: checkup"), std::string_view("form: checkup").size(), "form: other");
    std::ofstream(other / "form.yaml") << head;
    diag::Report report;
    catalogue::compile_catalogue(mapping.root(), r4(), report);
    return report;
}

TEST(Refusals, two_forms_with_file_names_of_one_shape) {
    const diag::Report report = with_file_names_of_one_shape();
    EXPECT_TRUE(report.has(diag::message::file_names_same)) << shown(report);
}

// The report on a form that names others: `line` stands in its form.yaml.
diag::Report with_line(const std::string& line) {
    const EditedMapping mapping(
        {.name = "set",
         .edits = {{"checkup/form.yaml", "codes: [codes/base]", "codes: [codes/base]\n" + line}},
         .message = {},
         .file = {},
         .line = {},
         .with = {}});
    diag::Report report;
    catalogue::compile_catalogue(mapping.root(), r4(), report);
    return report;
}

TEST(Refusals, forms_and_items_of_a_set_that_are_not_there) {
    EXPECT_TRUE(with_line("needs: [checkup]").empty()) << shown(with_line("needs: [checkup]"));
    EXPECT_TRUE(with_line("deletes: {checkup: {number: number}}").empty());
    for (const char* const line :
         {"needs: [chekup]", "needs: [\"checkup | chekup\"]", "deletes: {chekup: {}}"}) {
        EXPECT_TRUE(with_line(line).has(diag::message::set_form_unknown)) << line;
    }
    EXPECT_TRUE(with_line("deletes: {checkup: {nummer: number}}").has(diag::message::identity_item_missing));
    EXPECT_TRUE(with_line("deletes: [checkup]").has(diag::message::value_wrong));
}

// A message that no case provokes is an untested check.
TEST(Refusals, every_message_of_the_loader_has_a_case) {
    std::set<diag::Message> seen{diag::message::file_names_same,
                                 diag::message::set_form_unknown}; // the tests above
    for (const EditCase& edit_case : all_cases()) {
        const EditedMapping mapping(edit_case);
        const diag::Report report = load(mapping.root(), "checkup");
        for (const diag::Finding& finding : report.findings()) {
            seen.insert(finding.message);
        }
    }
    for (const diag::MessageRow& row : diag::messages()) {
        const bool of_loader = row.id.size() == 4 && row.id[0] == 'M' &&
                               std::isdigit(static_cast<unsigned char>(row.id[1])) != 0;
        EXPECT_TRUE(!of_loader || seen.contains(row.message)) << row.id << ": " << row.english;
    }
}

TEST(Refusals, every_error_is_reported_in_one_pass) {
    EditCase two{.name = "two",
                 .edits = {{"checkup/fhir.yaml", "gender: $sex", "gender: $sx"},
                           {"checkup/fhir.yaml", "subject: ->patient\n      encounter",
                            "subject: ->patiant\n      encounter"}},
                 .message = {},
                 .file = {},
                 .line = {},
                 .with = {}};
    const EditedMapping mapping(two);
    const diag::Report report = load(mapping.root(), "checkup");
    std::set<std::string> ids;
    for (const diag::Finding& finding : report.findings()) {
        ids.insert(id(finding));
    }
    EXPECT_EQ(ids, (std::set<std::string>{"M001", "M058"})) << shown(report);
}

} // namespace
} // namespace renkei::refuse::refusals_test
