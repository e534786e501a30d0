// What the ministry's tables call wrong is refused, with the finding that says so.
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/reader.h"
#include "gateway/forms/record/recognise/recognise.h"
#include "gateway/forms/record/rules/rules.h"

#include "tests/record/known_forms.h"
#include "tests/support/cp932.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::syntax_refused_samples_test {
namespace {

// Everything that reading, the file name and the rules say.
diag::Report refusal(const std::string& bytes, const std::string& file) {
    diag::Report report;
    const record::Recognised known = record::recognise(bytes, test::known_forms(), {}, {}, report);
    if (known.content != record::FileContent::form) {
        return report;
    }
    record::Reader reader(*known.form, *known.syntax, bytes);
    record::Record record(*known.form);
    while (reader.next(record, report)) {
        record::check_file_name(file, record, *known.syntax, report);
        record::Rules(*known.form).check(record, report, reader.places());
    }
    return report;
}

std::string errors(const diag::Report& report) {
    std::string out;
    for (const diag::Finding& each : report.findings()) {
        if (each.severity == diag::Severity::error) {
            out += diag::to_text(each, diag::Language::english) + "\n";
        }
    }
    return out;
}

struct Case {
    std::string file;
    std::string item; // what the first error is about; empty: no item
    std::string id;
};
void PrintTo(const Case& refused, std::ostream* out) { *out << refused.file; }
class RefusedCsv : public testing::TestWithParam<Case> {};
class RefusedJson : public testing::TestWithParam<Case> {};

void expect_first_error(const diag::Report& report, const Case& expected) {
    const auto first = std::ranges::find(report.findings(), diag::Severity::error, &diag::Finding::severity);
    ASSERT_NE(first, report.findings().end()) << expected.file;
    EXPECT_EQ(diag::row(first->message).id, expected.id) << errors(report);
    EXPECT_EQ(first->item, expected.item) << errors(report);
    EXPECT_FALSE(diag::to_text(first->where).empty()) << errors(report);
}

TEST_P(RefusedCsv, says_why) {
    if (!test::has_spec()) {
        GTEST_SKIP() << "the ministry's tables are not here";
    }
    const std::string file = "NYUIN_9970100013_43_9910100016_00_202603010000" + GetParam().file + ".CSV";
    const std::string bytes = test::spec_sample("csv/samples/invalid/" + file);
    ASSERT_FALSE(bytes.empty());
    expect_first_error(refusal(test::cp932(bytes), file), GetParam());
}

TEST_P(RefusedJson, says_why) {
    if (!test::has_spec()) {
        GTEST_SKIP() << "the ministry's tables are not here";
    }
    const std::string bytes = test::spec_sample("json/samples/invalid/" + GetParam().file + ".json");
    ASSERT_FALSE(bytes.empty());
    expect_first_error(refusal(bytes, GetParam().file), GetParam());
}

std::string name_of(const testing::TestParamInfo<Case>& info) { return info.param.file; }

INSTANTIATE_TEST_SUITE_P(Samples, RefusedCsv,
                         testing::Values(Case{"01", "insurer_no", "R108"}, Case{"02", "care_level", "S003"},
                                         Case{"03", "life_history", "R103"},
                                         Case{"04", "admission_date", "S006"},
                                         Case{"06", "mental_insomnia", "R120"},
                                         Case{"09", "cert_start", "R120"}, Case{"10", "consent", "R120"},
                                         Case{"11", "csv_version", "S023"}, Case{"12", "", "S053"},
                                         Case{"13", "patient_name", "R101"}, Case{"14", "", "csv-cut"}),
                         name_of);
INSTANTIATE_TEST_SUITE_P(
    Samples, RefusedJson,
    testing::Values(
        Case{"wrong_type_temperature", "visits.vitals.temperature", "S001"},
        Case{"zero_temperature", "visits.vitals.temperature", "R106"},
        Case{"wareki_date", "header.createdDate", "S006"}, Case{"slash_date", "opinion.lastExamDate", "S006"},
        Case{"too_long_801", "info.nursingContent", "R103"},
        Case{"missing_required_name", "header.patient.name", "R101"},
        Case{"empty_required", "plan.goal", "R101"}, Case{"empty_code", "opinion.nutrition.eating", "S003"},
        Case{"unknown_code", "opinion.stability", "S003"},
        Case{"code_as_number", "opinion.stability", "S001"},
        Case{"unstable_without_detail", "opinion.unstableDetail", "R120"},
        Case{"fourth_diagnosis", "opinion.diagnoses", "R112"},
        Case{"barthel_7", "rehab.barthel.feeding", "R120"},
        Case{"day_32", "report.calendars.days.day", "R107"}, Case{"time_2460", "visits.arrivalTime", "S007"},
        Case{"no_visits", "visits", "R111"},
        Case{"office_number_9_digits", "header.sender.officeNumber", "R104"},
        Case{"wrong_form_type", "", "S053"}, Case{"zenkaku_digits", "header.insurance.insuredNumber", "R104"},
        Case{"care_level_roman", "header.insurance.careLevel", "S003"},
        Case{"no_sender_id", "header.sender.officeNumber", "R120"},
        Case{"supplies_without_rows", "plan.supplies.items", "R120"},
        Case{"other_department_missing", "opinion.otherDept.departments", "R120"},
        Case{"visit_without_staff", "visits.staff", "R111"},
        Case{"pointer_not_absolute", "absent.pointer", "R105"}),
    name_of);

} // namespace
} // namespace renkei::syntax_refused_samples_test
