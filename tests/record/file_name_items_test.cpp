// Items that stand only in the name of a file, and forms that are known by it.
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/recognise/recognise.h"
#include "gateway/forms/record/rules/rules.h"

#include "tests/form/form_in_yaml.h"
#include "tests/record/read_and_write.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::file_name_items_test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// Two columns without a form type; the file name says who sends, for which month, and when.
test::FormInYaml form_named(const std::string& beginning) {
    return test::FormInYaml({
        .items = "items:\n"
                 "  insurer: {col: 1, name: 保険者番号, type: token(digits3), card: 1}\n"
                 "  date: {col: 2, name: 作成日, type: date, card: 1}\n"
                 "  office: {name: 送信元, type: token(digits3), card: 1}\n"
                 "  month: {name: 対象年月, type: month}\n"
                 "  stamp: {name: ファイル連番, type: datetime, card: 1}\n",
        .syntax = "csv: {kind: wide, encoding: utf-8, columns: 2, file: [" + beginning +
                  ", office, month|000000, stamp]}",
        .head = "created_item: stamp\n",
    });
}

const form::Form& form() {
    static const test::FormInYaml made = form_named("\"DLTPLAN\"");
    return made.form();
}

constexpr std::string_view bytes = "001,20260115\r\n002,20260116\r\n";

test::ReadFile read(const std::string& name, record::ReadMode mode = record::ReadMode::strict) {
    return test::read_file(form(), "csv", std::string(bytes), {.read_mode = mode, .file = name});
}

TEST(FileNameItems, serve_all_documents_of_the_file) {
    const auto file = read("in/DLTPLAN_123_202602_20260120093000.CSV");
    ASSERT_EQ(file.records.size(), 2U) << file.said;
    EXPECT_EQ(file.said, "");
    for (const std::string& record : file.records) {
        EXPECT_THAT(record, HasSubstr("office = 123\nmonth = 2026-02\nstamp = 2026-01-20T09:30:00+09:00\n"));
    }
}

TEST(FileNameItems, have_a_text_for_what_is_empty) {
    EXPECT_THAT(read("DLTPLAN_123_000000_20260120093000.CSV").records.at(0),
                testing::Not(HasSubstr("month")));
}

TEST(FileNameItems, are_written_as_they_are_read) {
    for (const std::string name :
         {"DLTPLAN_123_202602_20260120093000.CSV", "DLTPLAN_123_000000_20260120093000.CSV"}) {
        const auto file = read(name);
        EXPECT_EQ(record::file_name(file.kept.at(0), *form().syntax("csv")), name);
        const auto written = test::write_file(form(), "csv", file.kept);
        EXPECT_EQ(written.bytes, bytes);
        EXPECT_EQ(written.said, "");
    }
}

TEST(FileNameItems, are_read_whatever_the_letters_of_fixed_texts_and_the_extension) {
    EXPECT_EQ(read("dltplan_123_202602_20260120093000.csv").said, "");
    EXPECT_EQ(read("C:\\in\\DLTPLAN_123_202602_20260120093000.CSV").said, "");
}

TEST(FileNameItems, pass_over_the_mark_of_a_copy) {
    for (const std::string mark : {" (1)", "-2"}) {
        const auto file = read("DLTPLAN_123_202602_20260120093000" + mark + ".CSV");
        EXPECT_EQ(file.said, "S056 [" + mark + "]");
        EXPECT_EQ(file.errors, 0U);
    }
}

TEST(FileNameItems, refuse_a_file_without_name) {
    for (const std::string name : {"", "-"}) {
        const auto file = read(name);
        EXPECT_EQ(file.said, "S054 [送信元, 対象年月, ファイル連番] "
                             "[DLTPLAN_{送信元}_{対象年月}_{ファイル連番}.CSV]");
        EXPECT_EQ(file.errors, 1U);
    }
}

TEST(FileNameItems, refuse_a_name_of_another_pattern_and_say_the_pattern) {
    for (const std::string name :
         {"plan.csv", "DLTPLAN_123_20260120093000.CSV", "DLTPLAN.CSV",
          "DLTPLAN_123_202602_20260120093000_1.CSV", "DLTJSK_123_202602_20260120093000.CSV"}) {
        const auto file = read(name);
        EXPECT_EQ(file.said, "S055 [DLTPLAN_{送信元}_{対象年月}_{ファイル連番}.CSV] [" + name + "]");
    }
}

TEST(FileNameItems, refuse_a_value_that_is_none_of_its_item) {
    EXPECT_THAT(read("DLTPLAN_123_202613_20260120093000.CSV").said, HasSubstr("month"));
    EXPECT_THAT(read("DLTPLAN_123_202613_20260120093000.CSV").said, HasSubstr("S055"));
    EXPECT_THAT(read("DLTPLAN_123_202602_2026012009.CSV").said, HasSubstr("S008 stamp"));
    EXPECT_THAT(read("DLTPLAN_12_202602_20260120093000.CSV").said, StartsWith("R104 office"));
}

TEST(FileNameItems, must_be_filled_where_the_file_is_read) {
    const record::Rules rules(form(), form().syntax("csv"));
    record::Record record(form());
    diag::Report broken;
    rules.check(record, broken, [](const record::ItemLocation&) { return diag::Where{}; });
    EXPECT_THAT(test::said(broken), HasSubstr("office"));
}

TEST(FileNameItems, name_the_loss_of_what_a_name_cannot_say) {
    std::vector<record::Record> records;
    record::Record& record = records.emplace_back(form());
    record.set(record.root(), form().items()[*form().item("office")], "1/2");
    EXPECT_THAT(test::write_file(form(), "csv", records).said, HasSubstr("not-in-syntax office"));
}

// ---------------------------------------------------------------- recognition
struct TwoForms {
    test::FormInYaml plan = form_named("\"DLTPLAN\"");
    test::FormInYaml longer = form_named("\"DLTPLAN_SUB\"");
    test::FormInYaml other = form_named("\"DLTJSK\"");
};

std::string recognised(const std::string& name, std::string_view wanted = {},
                       std::string_view content = bytes) {
    static const TwoForms made;
    const std::vector<const form::Form*> forms{&made.plan.form(), &made.longer.form(), &made.other.form()};
    diag::Report report;
    const record::Recognised found = record::recognise(content, forms, wanted, {.file = name}, report);
    return found.form == nullptr ? test::said(report)
                                 : std::string(record::file_name_beginning(*found.form, *found.syntax));
}

TEST(FormsKnownByFileName, are_known_by_the_longest_beginning) {
    EXPECT_EQ(recognised("DLTPLAN_123_202602_20260120093000.CSV"), "DLTPLAN");
    EXPECT_EQ(recognised("DLTPLAN_SUB_123_202602_20260120093000.CSV"), "DLTPLAN_SUB");
    EXPECT_EQ(recognised("dltjsk_123_202602_20260120093000.csv"), "DLTJSK");
}

TEST(FormsKnownByFileName, are_kept_though_the_columns_are_wrong) {
    EXPECT_EQ(recognised("DLTJSK_123_202602_20260120093000.CSV", {}, "001,20260115,x\r\n"), "DLTJSK");
}

} // namespace
} // namespace renkei::file_name_items_test
