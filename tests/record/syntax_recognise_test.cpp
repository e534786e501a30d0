#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/recognise/recognise.h"
#include "gateway/forms/record/value/version.h"

#include "tests/record/known_forms.h"
#include "tests/record/read_and_write.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace renkei::syntax_recognise_test {
namespace {

using record::FileContent;
using testing::HasSubstr;

struct Answer {
    FileContent content;
    std::string form;
    std::string syntax;
    std::string said;
};

Answer recognised(const std::string& bytes, std::string_view wanted = {}) {
    diag::Report report;
    const record::Recognised known = record::recognise(bytes, test::known_forms(), wanted, {}, report);
    const bool is_form = known.content == FileContent::form;
    return {known.content, is_form ? std::string(known.form->id()) : "",
            is_form ? std::string(known.form->text(known.syntax->id)) : "", test::said(report)};
}

// A line with the first cells given and the rest empty.
std::string line(const std::string& first, std::size_t columns) {
    const auto given = static_cast<std::size_t>(std::count(first.begin(), first.end(), ',')) + 1;
    return first + std::string(columns - given, ',') + "\r\n";
}

TEST(Recognise, csv_form_by_its_form_type) {
    const Answer answer = recognised(line("NYUIN,202404", 300));
    EXPECT_EQ(answer.form + " " + answer.syntax, "admission csv");
    EXPECT_EQ(recognised(line("TAIIN,202404", 208)).form, "discharge");
    EXPECT_EQ(recognised(line("TAIIN,202404", 5)).form, "discharge");
}

TEST(Recognise, json_form_by_its_form_type) {
    const Answer answer = recognised(R"({"header":{"formType":"nursing_record2","specVersion":"0.1.0"}})");
    EXPECT_EQ(answer.form + " " + answer.syntax, "nursing_record2 json");
}

TEST(Recognise, columns_without_form_type_where_every_item_that_must_be_filled_fits) {
    std::ifstream in(RENKEI_SOURCE "/fixtures/opinion/full-orca.csv", std::ios::binary);
    const std::string orca{std::istreambuf_iterator<char>(in), {}};
    const Answer answer = recognised(orca);
    EXPECT_EQ(answer.form + " " + answer.syntax, "opinion orca");
    EXPECT_EQ(recognised(line("1.0", 121)).said,
              "S042 [121] [opinion (主治医意見書): 14 記入日 (opinion.entryDate)]");
    EXPECT_EQ(recognised(line("1.0", 121), "opinion").form, "opinion") << "somebody says so";
}

// A file of 22 columns that is no 第2表: neither mark nor name says so, and its values do not fit.
TEST(Recognise, as_many_columns_are_no_proof_and_the_nearest_form_is_named) {
    const Answer answer = recognised(line("9970101029,15,U-0001,990010,0000001016", 28));
    EXPECT_EQ(answer.content, FileContent::unknown);
    EXPECT_EQ(answer.said, "S042 [28] [careplan1 (居宅サービス計画書 第1表): 1 CSVバージョン (csv_version)]");
}

TEST(Recognise, recognises_bundles) {
    EXPECT_EQ(recognised(R"({"resourceType":"Bundle","entry":[]})").content, FileContent::bundle_json);
    EXPECT_EQ(recognised(" {\"id\":\"1\",\n\"resourceType\" : \"Bundle\"}").content,
              FileContent::bundle_json);
    EXPECT_EQ(
        recognised("<?xml version=\"1.0\"?><!-- <x> --><Bundle xmlns=\"http://hl7.org/fhir\"/>").content,
        FileContent::bundle_xml);
    EXPECT_EQ(recognised("<html/>").said, "S040 [XML]");
}

TEST(Recognise, unknown_form_type_names_the_known_ones) {
    const Answer answer = recognised(R"({"header":{"formType":"menu"}})");
    EXPECT_EQ(answer.content, FileContent::unknown);
    EXPECT_THAT(answer.said, HasSubstr("S041 [menu] ["));
    EXPECT_THAT(answer.said, HasSubstr("nursing_plan"));
    EXPECT_THAT(recognised("{}").said, HasSubstr("S043 [/form_type, /header/formType]"));
    EXPECT_EQ(recognised("TEGAMI,202404,x,y,z\r\n").said, "S042 [5] [TEGAMI, 202404, x]");
}

TEST(Recognise, csv_form_in_json_by_its_form_type) {
    const Answer answer = recognised(R"({"form_type":"NYUIN","csv_version":"202404"})");
    EXPECT_EQ(answer.form + " " + answer.syntax, "admission json");
    EXPECT_EQ(recognised(R"({"form_type":"UP1KYO"})").form, "careplan1")
        << "in CSV it stands in the file's name";
    EXPECT_EQ(recognised(R"({"form_type":"NYUIN","csv_version":"199901"})").said.substr(0, 4), "S025");
}

TEST(Recognise, json_with_a_form_type_near_a_known_one_names_that) {
    const std::string said = recognised(R"({"form_type":"NYUINN","csv_version":"202404"})").said;
    EXPECT_THAT(said, HasSubstr("S041 [NYUINN] [NYUIN, "));
    EXPECT_TRUE(said.ends_with(" [NYUIN]")) << said;
}

TEST(Recognise, json_without_a_form_type_names_the_form_that_is_nearest_by_its_keys) {
    EXPECT_EQ(recognised(R"({"admission_date":"2026-01-12","housing_floors":2,"patient_name":"連携"})").said,
              "S068 [admission (入院時情報提供書)] [/form_type] [NYUIN]");
    EXPECT_THAT(recognised(R"({"resourceType":"Patient","gender":"female"})").said, HasSubstr("S043"));
}

TEST(Recognise, titles_above_the_records_are_named) {
    const std::string record = line("NYUIN,202404", 300);
    const std::string found = "S059 [admission (入院時情報提供書)] ";
    EXPECT_EQ(recognised(line("a,b", 300) + record).said, found + "[2]");
    EXPECT_EQ(recognised("title\r\n\r\n" + line("form_type,csv_version", 300) + record).said, found + "[4]");
    EXPECT_EQ(recognised(line("form_type,csv_version,document_id", 300)).said,
              "S059 [admission (入院時情報提供書)]");
    EXPECT_THAT(recognised(line("form_type,csv_version", 300)).said, HasSubstr("S042"))
        << "two may be chance";
    std::string names;
    for (int i = 0; i < 1000; ++i) {
        names += "form_type,";
    }
    EXPECT_THAT(recognised(names + "form_type\r\n").said, HasSubstr("S042")) << "no form is so wide";
}

TEST(Recognise, record_with_a_wrong_form_type_is_no_title) {
    const std::string record = "NYUIN,202404,1,1,20260120170000,9970100013,43";
    EXPECT_THAT(recognised(line("NYUIM" + record.substr(5), 300) + line(record, 300)).said,
                HasSubstr("S042 [300] [admission (入院時情報提供書)] [1] [NYUIN] [NYUIM]"));
}

TEST(Recognise, other_separators_are_named) {
    EXPECT_EQ(recognised("NYUIN\t202404\tx\r\n").said, "S052 [tab]");
    EXPECT_EQ(recognised("NYUIN;202404;\"x\"\r\n").said, "S052 [semicolon]");
    EXPECT_EQ(recognised("NYUIN;202404;1,5;2,0\r\n").said, "S052 [semicolon]");
    EXPECT_THAT(recognised("NYUIN;202404\r\n").said, HasSubstr("S042"));
}

TEST(Recognise, newer_version_is_read_as_the_newest_and_another_is_refused) {
    EXPECT_EQ(recognised(line("NYUIN,202604", 300)).form, "admission");
    EXPECT_EQ(recognised(line("NYUIN,201910", 300)).said, "S025 [201910] [202404]");
}

TEST(Recognise, named_form_must_agree_with_the_content) {
    EXPECT_EQ(recognised(line("NYUIN,202404", 300), "discharge").said,
              "S045 [discharge (退院・退所情報記録書)] [admission (入院時情報提供書)]");
    EXPECT_EQ(recognised(line("NYUIN,202404", 300), "admission").form, "admission");
    EXPECT_THAT(recognised("x", "nothing").said, HasSubstr("S046 [nothing] ["));
}

TEST(Recognise, columns_of_a_form_with_another_form_type_name_that_form) {
    EXPECT_EQ(recognised(line("TEGAMI,202404", 300)).said,
              "S042 [300] [admission (入院時情報提供書)] [1] [NYUIN] [TEGAMI]");
}

TEST(Recognise, as_many_columns_of_which_most_do_not_fit_are_another_file) {
    std::string cells;
    for (int i = 0; i < 121; ++i) {
        cells += i == 0 ? "x" : ",x";
    }
    const Answer answer = recognised(cells + "\r\n", "opinion");
    EXPECT_EQ(answer.content, FileContent::unknown);
    EXPECT_THAT(answer.said, HasSubstr("S045 [opinion (主治医意見書)] [108] ["));
}

// A file in JSON with the form type of one form and the body of another one.
std::string body_of(std::string_view type, std::string_view body) {
    return std::string(R"({"header":{"formType":")").append(type) + R"(","specVersion":"0.1.0"},)" +
           std::string(body) + "}";
}

TEST(Recognise, json_that_names_one_form_and_holds_another_is_refused_with_both_names) {
    constexpr std::string_view plan = R"("plan":{"goal":"x","remarks":"y"})";
    constexpr std::string_view report = R"("report":{"progress":"x"})";
    EXPECT_EQ(recognised(body_of("nursing_plan", plan)).form, "nursing_plan");
    const Answer answer = recognised(body_of("nursing_report", plan));
    EXPECT_EQ(answer.content, FileContent::unknown);
    EXPECT_EQ(answer.said, "S053 [nursing_report (訪問看護報告書)] [nursing_plan (訪問看護計画書)] "
                           "[/header/formType]");
    EXPECT_EQ(recognised(body_of("nursing_report", plan), "nursing_plan").said, answer.said);
    EXPECT_EQ(recognised(body_of("nursing_report", std::string(report) + "," + std::string(plan))).form,
              "nursing_report")
        << "what it has beside its own items is carried";
    EXPECT_EQ(recognised(body_of("nursing_report", R"("tea":1)")).form, "nursing_report");
}

TEST(Recognise, a_form_type_beside_the_columns_of_another_form_is_refused_with_both_names) {
    std::ifstream in(RENKEI_SOURCE "/fixtures/discharge/TAIIN_9910100016_00_9970100013_43_20260301091500.CSV",
                     std::ios::binary);
    std::string discharge{std::istreambuf_iterator<char>(in), {}};
    discharge.replace(0, 5, "NYUIN");
    EXPECT_EQ(recognised(discharge).said,
              "S053 [admission (入院時情報提供書)] [208] [discharge (退院・退所情報記録書)]");
    EXPECT_EQ(recognised(line("NYUIN,202404", 208)).form, "admission") << "a form that was cut off";
}

TEST(Recognise, what_is_named_json_and_is_none_is_said_to_be_no_json) {
    for (const char* const name : {"a.json", "a.ndjson", "a.jsonl"}) {
        diag::Report report;
        record::ReadOptions options;
        options.file = name;
        record::recognise("# form\n", test::known_forms(), {}, options, report);
        EXPECT_THAT(test::said(report), HasSubstr("J016")) << name;
        EXPECT_EQ(
            record::recognise(line("NYUIN,202404", 300), test::known_forms(), {}, options, report).content,
            FileContent::form)
            << "the content decides";
    }
}

TEST(Recognise, broken_files_say_what_is_wrong) {
    EXPECT_FALSE(recognised("").said.empty());
    EXPECT_FALSE(recognised("{\"a\":").said.empty());
}

TEST(Version, numbers_are_compared_number_by_number) {
    EXPECT_TRUE(record::is_newer_version("202504", "202404"));
    EXPECT_TRUE(record::is_newer_version("0.10.0", "0.9.9"));
    EXPECT_FALSE(record::is_newer_version("0.1.0", "0.1.0"));
    EXPECT_FALSE(record::is_newer_version("new", "202404"));
    EXPECT_FALSE(record::is_newer_version("", "1"));
    EXPECT_TRUE(record::same_version("2024-04", "202404"));
}

// An admission record with what its file name needs.
record::Record admission() {
    const form::Form& form = test::known_form("admission");
    record::Record record(form);
    const auto set = [&](std::string_view item, std::string_view text) {
        record.set(record.root(), form.items()[form.item(item).value()], text);
    };
    set("form_type", "NYUIN");
    set("sender_office_no", "9970100013");
    set("sender_service_type", "43");
    set("receiver_office_no", "9910100016");
    set("created_at", "2026-01-13T10:15:00+09:00");
    return record;
}

std::string checked(std::string_view name) {
    const record::Record record = admission();
    diag::Report report;
    record::check_file_name(name, record, *record.form().syntax("csv"), report);
    return test::said(report);
}

TEST(FileName, is_made_from_the_record) {
    const record::Record record = admission();
    EXPECT_EQ(record::file_name(record, *record.form().syntax("csv")),
              "NYUIN_9970100013_43_9910100016_00_20260113101500.CSV");
}

TEST(FileName, never_leads_to_another_folder) {
    record::Record record = admission();
    record.set(record.root(), record.form().items()[record.form().item("sender_office_no").value()],
               "../../a");
    EXPECT_EQ(record::file_name(record, *record.form().syntax("csv")),
              "NYUIN_------a_43_9910100016_00_20260113101500.CSV");
}

TEST(FileName, another_form_type_is_an_error_and_another_office_a_warning) {
    EXPECT_EQ(checked("in/NYUIN_9970100013_43_9910100016_00_20260113101500.CSV"), "");
    EXPECT_EQ(checked("TAIIN_9970100013_43_9910100016_00_20260113101500.CSV"),
              "S050 form_type [TAIIN] [NYUIN]");
    EXPECT_EQ(checked("NYUIN_1234567890_43_9910100016_00_20260113101501.csv"),
              "S051 sender_office_no [1234567890] [9970100013] | S051 created_at [20260113101501] "
              "[20260113101500]");
}

TEST(FileName, of_another_pattern_says_nothing) {
    EXPECT_EQ(checked("hanako.csv"), "");
    EXPECT_EQ(checked("a_b_c_d_e_f.csv"), "");
}

} // namespace
} // namespace renkei::syntax_recognise_test
