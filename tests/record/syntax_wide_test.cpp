#include "gateway/core/text/cp932.h"
#include "gateway/forms/record/value/unmapped_content.h"

#include "tests/form/form_in_yaml.h"
#include "tests/record/known_forms.h"
#include "tests/record/read_and_write.h"
#include "tests/support/cp932.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace renkei::syntax_wide_test {
namespace {

using test::read_file;
using test::write_file;
using testing::ElementsAre;
using testing::HasSubstr;

// Four standard columns, a family of three rows and one extension column.
const form::Form& form() {
    static const test::FormInYaml made({
        .items = R"(groups:
  family: {rows: 3, at: 4, stride: 2, name: 家族}
  carried: {kind: carried, name: 項目表にない内容}
  absent: {kind: absent, name: 理由, list: reason}
items:
  version: {col: 1, name: 版, type: text(6), card: 1}
  name: {col: 2, name: 氏名, type: text(20)}
  born: {col: 3, name: 生年月日, type: date}
  family.name: {col: +1, name: 家族氏名, type: text(20)}
  family.age: {col: +2, name: 年齢, type: int}
  note: {col: 10, name: 備考, type: text, ext: true}
)",
        .syntax = "csv: {kind: wide, encoding: cp932, columns: 10, standard: 9}",
        .head = "version_item: version\n",
        .codes = "reason:\n  rows:\n    - [\"u\", 不明]\n",
    });
    return made.form();
}

test::ReadFile read(const std::string& utf8, record::ReadOptions options = {}) {
    return read_file(form(), "csv", test::cp932(utf8), std::move(options));
}
std::string in_utf8(const std::string& cp932) {
    std::string out;
    std::vector<text::DecodeNote> notes;
    text::decode_cp932(cp932, out, notes);
    return out;
}

TEST(WideCsv, one_line_is_one_document) {
    const auto file = read("1,連携 花子,19380503,,,,,,,あ\r\n1,介護 太郎,,,,,,,,\r\n");
    EXPECT_THAT(file.records, ElementsAre("version = 1\nname = 連携 花子\nborn = 1938-05-03\nnote = あ\n",
                                          "version = 1\nname = 介護 太郎\n"));
    EXPECT_EQ(file.said, "");
}

TEST(WideCsv, line_is_written_as_it_was_read) {
    const std::string line = "\"1\",\"連携 花子\",19380503,\"一\",60,\"二\",61,,,\"\"\"あ,い\"\"\r\nう\"\r\n";
    const auto file = read(line);
    const auto written = write_file(form(), "csv", file.kept);
    EXPECT_EQ(in_utf8(written.bytes), line);
    EXPECT_EQ(written.said, "");
}

TEST(WideCsv, short_form_is_taken_and_said_to_be_short) {
    const auto file = read("1,連携 花子,,,,,,,\r\n");
    EXPECT_EQ(file.errors, 0U);
    EXPECT_EQ(file.said, "S021 [9] [10]");
    EXPECT_THAT(file.records, ElementsAre("version = 1\nname = 連携 花子\n"));
}

TEST(WideCsv, missing_columns_are_refused_with_their_number) {
    EXPECT_EQ(read("1,連携 花子,,,,,,\r\n").said, "S020 [8] [10] [9] [1]");
}

TEST(WideCsv, surplus_columns_of_a_known_version_are_refused) {
    EXPECT_EQ(read("1,連携 花子,,,,,,,,,x\r\n").said, "S022 [11] [10] [9] [1]");
}

TEST(WideCsv, surplus_columns_of_a_newer_version_are_carried_and_written_back) {
    const std::string line = "\"2\",\"連携 花子\",,,,,,,,,x,,y\r\n";
    const auto file = read(line);
    EXPECT_EQ(file.said, "S024 version [2] [1] | carried [column/11] | carried [column/13]");
    EXPECT_THAT(file.records[0], HasSubstr("carried[1].pointer = column/13\ncarried[1].value = y\n"));
    EXPECT_EQ(in_utf8(write_file(form(), "csv", file.kept).bytes), line);
}

TEST(WideCsv, lenient_reading_carries_surplus_columns_of_a_known_version) {
    const auto file = read("1,連携 花子,,,,,,,,,x\r\n", test::leniently());
    EXPECT_EQ(file.said, "carried [column/11]");
    EXPECT_EQ(read("1,連携 花子,,,,,,,,,,\r\n", test::leniently()).said, "S028 [2] [10]");
}

TEST(WideCsv, gap_between_rows_is_kept) {
    const std::string line = "\"1\",,,\"一\",,,,\"三\",3,\r\n";
    const auto file = read(line);
    EXPECT_EQ(file.said, "");
    EXPECT_THAT(file.records[0], HasSubstr("family[0].name = 一\n"));
    EXPECT_THAT(file.records[0], HasSubstr("family[1].place = 3\n"));
    EXPECT_EQ(in_utf8(write_file(form(), "csv", file.kept).bytes), line);
}

TEST(WideCsv, rows_filled_from_the_first_need_no_place) {
    EXPECT_THAT(read("1,,,一,,二,,,,\r\n").records[0], testing::Not(HasSubstr("place")));
}

TEST(WideCsv, more_rows_than_columns_is_an_error) {
    record::Record record(form());
    for (int i = 0; i < 4; ++i) {
        record::Row& row = record.add_row(record.root(), form().group("family").value());
        record.set(row, form().items()[form().item("family.name").value()], "人");
    }
    EXPECT_EQ(write_file(form(), "csv",
                         [&] {
                             std::vector<record::Record> all;
                             all.push_back(std::move(record));
                             return all;
                         }())
                  .said,
              "row-overflow family [4] [3]");
}

TEST(WideCsv, row_that_asks_for_a_taken_place_moves_down) {
    std::vector<record::Record> records;
    record::Record& record = records.emplace_back(form());
    for (const char* place : {"2", "1"}) {
        record::Row& row = record.add_row(record.root(), form().group("family").value());
        record.set(row, form().items()[form().item("family.name").value()], place);
        record.set(row, form().items()[form().item("family.place").value()], place);
    }
    const auto written = write_file(form(), "csv", records);
    EXPECT_EQ(written.said, "row-moved family.place [1] [3]");
    EXPECT_EQ(written.bytes, ",,,,,\"2\",,\"1\",,\r\n");
}

TEST(WideCsv, reason_instead_of_a_value_is_reported_as_lost) {
    std::vector<record::Record> records;
    record::Record& record = records.emplace_back(form());
    record.set_absent(record.root(), form().items()[form().item("name").value()], {"u", ""});
    EXPECT_EQ(write_file(form(), "csv", records).said, "absent-unknown name [u] [csv]");
}

TEST(WideCsv, carried_json_key_has_no_place) {
    std::vector<record::Record> records;
    record::Record& record = records.emplace_back(form());
    record::carry(record, record::UnmappedContent(form()), "/plan/memo", "1", 0);
    record::carry(record, record::UnmappedContent(form()), "column/2", "x", 0);
    EXPECT_EQ(write_file(form(), "csv", records).said,
              "not-in-syntax carried.pointer [csv] | not-in-syntax carried.pointer [csv]");
}

TEST(WideCsv, second_value_of_a_carried_column_is_reported_as_lost) {
    std::vector<record::Record> records;
    record::Record& record = records.emplace_back(form());
    const record::UnmappedContent unmapped(form());
    record::carry(record, unmapped, "column/13", "late", 0);
    record::carry(record, unmapped, "column/11", "kept", 0);
    record::carry(record, unmapped, "column/11", "lost", 0);
    record::carry(record, unmapped, "column/4294967295", "too far", 0);
    const auto out = write_file(form(), "csv", records);
    EXPECT_EQ(out.bytes, ",,,,,,,,,,kept,,late\r\n");
    EXPECT_EQ(out.said, "not-in-syntax carried.pointer [csv] | not-in-syntax carried.pointer [csv]");
}

TEST(WideCsv, row_that_asks_for_a_place_far_away_takes_no_other_rows_place) {
    std::vector<record::Record> records;
    record::Record& record = records.emplace_back(form());
    const form::Item& age = form().items()[form().item("family.age").value()];
    const form::Item& place = form().items()[form().item("family.place").value()];
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> rows{
        {{"1", "51"}, {"4294967295", "52"}, {"", "53"}, {"1", "54"}}};
    for (const auto& [wanted, text] : rows) {
        record::Row& row = record.add_row(record.root(), form().group("family").value());
        record.set(row, place, wanted);
        record.set(row, age, text);
    }
    const auto out = write_file(form(), "csv", records);
    EXPECT_THAT(out.bytes, HasSubstr("51"));
    EXPECT_THAT(out.said, HasSubstr("row-overflow"));
}

TEST(WideCsv, characters_outside_cp932_are_named_with_their_item) {
    std::vector<record::Record> records;
    record::Record& record = records.emplace_back(form());
    record.set(record.root(), form().items()[form().item("name").value()], "𠮷田〜");
    EXPECT_EQ(write_file(form(), "csv", records).said,
              "not-encodable name [𠮷] [U+20BB7] [CP932] | normalised name [〜 U+301C] [～]");
}

TEST(WideCsv, two_versions_in_one_file_are_refused_where_they_meet) {
    const auto file = read("1,a,,,,,,,,\r\n2,b,,,,,,,,\r\n1,c,,,,,,,,\r\n");
    EXPECT_EQ(file.said, "S023 version [2] [1]");
    EXPECT_EQ(file.records.size(), 3U);
}

TEST(WideCsv, findings_name_file_row_column_and_item) {
    diag::Report report;
    const std::string bytes = test::cp932("1,連携 花子,昨日,,,,,,,\r\n");
    record::ReadOptions options;
    options.file = "a.csv";
    record::Reader reader(form(), *form().syntax("csv"), bytes, options);
    record::Record record(form());
    ASSERT_TRUE(reader.next(record, report));
    ASSERT_EQ(report.total(), 1U);
    const diag::Finding& finding = report.findings()[0];
    EXPECT_EQ(finding.name, "生年月日");
    EXPECT_EQ(finding.value, "昨日");
    EXPECT_EQ(finding.where.file, "a.csv");
    EXPECT_EQ(finding.where.record, 1U);
    EXPECT_EQ(finding.where.cell, 3U);
    EXPECT_EQ(finding.where.offset, 12U);
}

TEST(WideCsv, rules_learn_the_column_of_an_empty_item) {
    diag::Report report;
    const std::string bytes = "1,,,a,,,,c,,\r\n";
    record::Reader reader(form(), *form().syntax("csv"), bytes);
    record::Record record(form());
    ASSERT_TRUE(reader.next(record, report));
    const record::Row& third = *record.rows(record.root(), form().group("family").value()).rows[1];
    EXPECT_EQ(reader.where({third, form().item("family.age").value(), form::none, 0}).cell, 9U);
    EXPECT_EQ(reader.where({record.root(), form().item("name").value(), form::none, 0}).cell, 2U);
}

TEST(WideCsv, undeclared_utf8_is_refused_by_name) {
    const auto file = read_file(form(), "csv", "1,連携 花子,,,,,,,,\r\n");
    EXPECT_EQ(file.errors, 1U);
    EXPECT_THAT(file.said, HasSubstr("UTF-8"));
    record::ReadOptions utf8;
    utf8.encoding = text::Encoding::utf8;
    EXPECT_EQ(read_file(form(), "csv", "1,連携 花子,,,,,,,,\r\n", utf8).errors, 0U);
}

constexpr text::Characters jis{.repertoire = text::Repertoire::jis};

TEST(WideCsv, for_a_receiver_is_in_its_characters_and_each_replacement_is_named) {
    const auto file = read("1,髙橋　﨑子,19380503,㈲山田,60,,,,,①Ⅳ\r\n");
    const auto written = write_file(form(), "csv", file.kept, {.characters = jis});
    EXPECT_EQ(in_utf8(written.bytes), "\"1\",\"高橋　崎子\",19380503,\"(有)山田\",60,,,,,\"(1)IV\"\r\n");
    EXPECT_EQ(
        written.said,
        "replaced name [髙] [U+9AD9] [JIS X 0208] [高] | replaced name [﨑] [U+FA11] [JIS X 0208] [崎] | "
        "replaced family.name [㈲] [U+3232] [JIS X 0208] [(有)] | "
        "replaced note [①] [U+2460] [JIS X 0208] [(1)] | replaced note [Ⅳ] [U+2163] [JIS X 0208] [IV]");
    EXPECT_EQ(in_utf8(write_file(form(), "csv", file.kept).bytes),
              "\"1\",\"髙橋　﨑子\",19380503,\"㈲山田\",60,,,,,\"①Ⅳ\"\r\n")
        << "the record keeps what it has";
}

TEST(WideCsv, for_a_receiver_is_never_longer_than_the_form_allows) {
    const auto longest = read("1,一二三四五六七八九十一二三四五六七八九①,,,,,,,,\r\n");
    EXPECT_EQ(write_file(form(), "csv", longest.kept).said, "");
    EXPECT_EQ(write_file(form(), "csv", longest.kept, {.characters = jis}).said,
              "too-long name [22] [20] | replaced name [①] [U+2460] [JIS X 0208] [(1)]");
}

TEST(WideCsv, for_a_receiver_refuses_what_has_no_counterpart_or_would_read_otherwise) {
    const auto file = read("1,彅,,,,,,,,ⅠⅡ\r\n");
    EXPECT_EQ(
        write_file(form(), "csv", file.kept, {.characters = jis}).said,
        "not-encodable name [彅] [U+5F45] [JIS X 0208] [\"\"] | "
        "not-encodable note [Ⅱ] [U+2161] [JIS X 0208] [II] | replaced note [Ⅰ] [U+2160] [JIS X 0208] [I]");
}

TEST(WideCsv, for_a_receiver_replaces_in_columns_without_item_too) {
    const auto file = read("1,,,,,,,,,,①\r\n", test::leniently());
    EXPECT_THAT(in_utf8(write_file(form(), "csv", file.kept, {.characters = jis}).bytes), HasSubstr("(1)"));
}

} // namespace
} // namespace renkei::syntax_wide_test
