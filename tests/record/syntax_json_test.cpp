#include "gateway/forms/record/value/unmapped_content.h"

#include "tests/form/form_in_yaml.h"
#include "tests/record/read_and_write.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::syntax_json_test {
namespace {

using test::read_file;
using test::write_file;
using testing::ElementsAre;
using testing::HasSubstr;

const form::Form& form() {
    static const test::FormInYaml made({
        .items = R"(groups:
  visits: {name: 訪問}
  visits.staff: {name: 訪問者}
  carried: {kind: carried, name: 項目表にない内容}
  absent: {kind: absent, name: 理由, list: reason}
  blank: {kind: blank, name: 空欄}
items:
  header.version: {name: 版, type: text}
  header.patient.name: {name: 氏名, type: text}
  visits.date: {name: 訪問日, type: date}
  visits.staff.name: {name: 訪問者, type: text}
  visits.vitals.temperature: {name: 体温, type: dec}
  visits.vitals.pulse: {name: 脈拍, type: int}
  visits.marks: {name: 印, type: codes(mark)}
  visits.urgent: {name: 緊急, type: flag}
  absent.pointer: {name: 位置, type: text}
  absent.reason: {name: 理由, type: code(reason)}
  absent.note: {name: 説明, type: text}
  extension.wish: {name: 希望, type: text, ext: true, reason_apart: true}
)",
        .head = "version_item: header.version\n",
        .codes = "mark:\n  rows:\n    - [\"a\", 丸]\n    - [\"b\", 三角]\nreason:\n  rows:\n    - "
                 "[\"refused\", 拒否]\n    - [\"unable\", 測定不能]\n",
    });
    return made.form();
}

test::ReadFile read(const std::string& json, record::ReadOptions options = {}) {
    return read_file(form(), "json", json, std::move(options));
}
std::string rewritten(const std::string& json) { return write_file(form(), "json", read(json).kept).bytes; }

TEST(JsonForm, objects_are_syntax_and_arrays_are_groups) {
    EXPECT_THAT(
        read(
            R"({"header":{"patient":{"name":"連携 花子"}},"visits":[{"date":"2024-06-05","staff":[{"name":"看護"}],"vitals":{"temperature":36.50},"marks":["a","b"],"urgent":false},{"date":"2024-06-06"}]})")
            .records,
        ElementsAre(
            "header.patient.name = 連携 花子\n"
            "visits[0].date = 2024-06-05\nvisits[0].vitals.temperature = 36.50\nvisits[0].urgent = 0\n"
            "visits[0].staff[0].name = 看護\nvisits[0].marks[0] = a\nvisits[0].marks[1] = b\n"
            "visits[1].date = 2024-06-06\n"));
}

TEST(JsonForm, keys_are_written_in_the_order_of_the_item_table) {
    EXPECT_EQ(
        rewritten(
            R"({"extension":{"wish":"家"},"visits":[{"urgent":true,"vitals":{"pulse":60,"temperature":36},"date":"2024-06-05"}],"header":{"version":"1"}})"),
        R"({"header":{"version":"1"},"visits":[{"date":"2024-06-05","vitals":{"temperature":36,"pulse":60},"urgent":true}],"extension":{"wish":"家"}})"
        "\n");
}

TEST(JsonForm, reason_goes_to_the_item_that_its_pointer_names) {
    const auto file = read(
        R"({"visits":[{"date":"2024-06-05"}],"absent":[{"pointer":"/visits/0/vitals/pulse","reason":"unable","note":"聴取不能"},{"pointer":"/visits/0/marks","reason":"refused"}]})");
    EXPECT_EQ(file.said, "");
    EXPECT_THAT(file.records[0], HasSubstr("visits[0].vitals.pulse = !unable 聴取不能\n"));
    EXPECT_THAT(file.records[0], HasSubstr("visits[0].marks[0] = !refused \n"));
}

TEST(JsonForm, reason_that_names_no_empty_item_stays_a_row) {
    const auto file = read(
        R"({"visits":[{"date":"2024-06-05","urgent":true}],"absent":[{"pointer":"/visits/0/vitals","reason":"unable"},{"pointer":"/visits/7/date","reason":"unable"},{"pointer":"/visits/0/urgent","reason":"unable"}]})");
    EXPECT_THAT(file.records[0], HasSubstr("absent[1].pointer = /visits/0/vitals\n"));
    EXPECT_THAT(file.records[0], HasSubstr("absent[2].pointer = /visits/0/urgent\n"));
    EXPECT_THAT(file.records[0], HasSubstr("absent[0].pointer = /visits/7/date\n"));
}

TEST(JsonForm, reason_of_an_item_that_may_have_none_stays_a_row_and_is_written_back) {
    const std::string json =
        R"({"header":{"version":"1"},"absent":[{"pointer":"/extension/wish","reason":"refused","note":"n"}]})";
    EXPECT_THAT(read(json).records[0], HasSubstr("absent[0].pointer = /extension/wish\n"));
    EXPECT_EQ(rewritten(json), json + "\n");
}

TEST(JsonForm, reasons_are_written_in_canonical_order_before_the_extension) {
    EXPECT_EQ(
        rewritten(
            R"({"absent":[{"pointer":"/visits/1/vitals/pulse","reason":"unable"},{"note":"n","reason":"refused","pointer":"/visits/0/vitals/pulse"},{"pointer":"/header/patient/name","reason":"unable"}],"extension":{"wish":"家"},"visits":[{"date":"2024-06-05"},{"date":"2024-06-06"}]})"),
        R"({"visits":[{"date":"2024-06-05"},{"date":"2024-06-06"}],"absent":[{"pointer":"/header/patient/name","reason":"unable"},{"pointer":"/visits/0/vitals/pulse","reason":"refused","note":"n"},{"pointer":"/visits/1/vitals/pulse","reason":"unable"}],"extension":{"wish":"家"}})"
        "\n");
}

TEST(JsonForm, null_is_a_row_of_the_blank_group_and_comes_back) {
    const std::string json =
        R"({"header":{"patient":{"name":null}},"visits":[{"date":"2024-06-05"},{"date":null,"vitals":{"pulse":null},"marks":null,"urgent":true}],"absent":[{"pointer":"/visits/1/vitals/pulse","reason":"unable"}]})";
    const auto file = read(json);
    EXPECT_EQ(file.said, "");
    EXPECT_THAT(
        file.records[0],
        HasSubstr(
            "blank[0].item = form.header.patient.name\nblank[1].item = form.visits.date\nblank[1].rows = "
            "1\nblank[2].item = form.visits.vitals.pulse\nblank[2].rows = 1\n"));
    EXPECT_EQ(rewritten(json), json + "\n");
}

TEST(JsonForm, unknown_keys_are_carried_and_come_back_in_their_object) {
    const std::string json =
        R"({"header":{"version":"1","vendor":{"a":[1.0]}},"visits":[{"date":"2024-06-05","x":1e2}],"memo":"m"})";
    const auto file = read(json);
    EXPECT_EQ(file.said, "carried [/header/vendor] | carried [/memo] | carried [/visits/0/x]");
    EXPECT_THAT(file.records[0],
                HasSubstr("carried[0].pointer = /header/vendor\ncarried[0].value = {\"a\":[1.0]}\n"));
    EXPECT_EQ(rewritten(json), json + "\n");
}

TEST(JsonForm, unknown_key_near_one_that_is_missing_names_it) {
    EXPECT_EQ(
        read(R"({"header":{"versoin":"1"},"visits":[{"date":"2024-06-05","vitals":{"puls":60}}]})").said,
        "near-key-carried [/header/versoin] [/header/version] | near-key-carried "
        "[/visits/0/vitals/puls] [/visits/0/vitals/pulse]");
    EXPECT_EQ(read(R"({"header":{"version":"1","versoin":"1"}})").said, "carried [/header/versoin]")
        << "the near key stands there";
    EXPECT_EQ(read(R"({"header":{"tea":"1"}})").said, "carried [/header/tea]");
}

TEST(JsonForm, unknown_key_of_a_form_that_carries_none_is_lost_and_names_the_near_one) {
    const test::FormInYaml plain({.items = "items:\n  name: {name: 氏名, type: text}\n"});
    EXPECT_EQ(read_file(plain.form(), "json", R"({"nmae":"連携","tea":1})").said,
              "near-key-unmapped [/nmae] [/name] | unmapped [/tea]");
}

const char* const numbered_items = R"(groups:
  drug: {rows: 3, at: 2, stride: 1, name: 薬}
items:
  mark: {col: 1, name: 種別, type: text, literal: DRUGS}
  drug.name: {col: +1, name: 薬の名前, type: text}
)";

const form::Form& numbered_form() {
    static const test::FormInYaml made(
        {.items = numbered_items,
         .syntax = "csv: {kind: wide, encoding: utf-8, columns: 4}, json: {kind: json}"});
    return made.form();
}

TEST(JsonForm, gap_before_a_row_of_numbered_columns_is_its_place) {
    const auto file = read_file(numbered_form(), "csv", "DRUGS,,a,b\r\n");
    const std::string json = write_file(numbered_form(), "json", file.kept).bytes;
    EXPECT_EQ(json, R"({"mark":"DRUGS","drug":[{"name":"a","place":2},{"name":"b"}]})"
                    "\n");
    EXPECT_EQ(write_file(numbered_form(), "csv", read_file(numbered_form(), "json", json).kept).bytes,
              R"("DRUGS",,"a","b")"
              "\r\n");
}

TEST(JsonForm, null_means_an_absent_key_where_the_form_has_no_blank_boxes) {
    const auto file = read_file(numbered_form(), "json", R"({"mark":"DRUGS","drug":[{"name":null}]})");
    EXPECT_THAT(file.records, ElementsAre("mark = DRUGS\n"));
    EXPECT_EQ(file.errors, 0U);
}

TEST(JsonForm, object_of_unknown_keys_only_comes_back) {
    EXPECT_EQ(rewritten(R"({"header":{"patient":{"x":1}}})"), "{\"header\":{\"patient\":{\"x\":1}}}\n");
}

TEST(JsonForm, carried_value_without_place_in_the_file_is_reported_as_lost) {
    std::vector<record::Record> records;
    record::Record& record = records.emplace_back(form());
    const record::UnmappedContent unmapped(form());
    record::carry(record, unmapped, "/memo", "{broken", 0);
    record::carry(record, unmapped, "/header/version", "2", 0);
    record::carry(record, unmapped, "/visits/3/x", "2", 0);
    record::carry(record, unmapped, "column/12", "2", 0);
    const auto out = write_file(form(), "json", records);
    EXPECT_EQ(out.said, "not-in-syntax carried.pointer [json] | not-in-syntax carried.pointer [json] | "
                        "not-in-syntax carried.pointer [json] | not-in-syntax carried.pointer [json]");
    EXPECT_EQ(out.bytes, "{\"header\":{}}\n");
}

TEST(JsonForm, empty_arrays_and_objects_say_nothing) {
    const auto file =
        read(R"({"header":{"patient":{}},"visits":[{"date":"2024-06-05","staff":[],"marks":[]},{}]})");
    EXPECT_EQ(
        file.said,
        "normalised [{}] [\"\"] | normalised [[]] [\"\"] | normalised [[]] [\"\"] | normalised [{}] [\"\"]");
    EXPECT_THAT(file.records, ElementsAre("visits[0].date = 2024-06-05\n"));
}

TEST(JsonForm, row_that_was_dropped_does_not_shift_reasons) {
    const auto file = read(
        R"({"visits":[{},{"date":"2024-06-06"}],"absent":[{"pointer":"/visits/1/vitals/pulse","reason":"unable"}]})");
    EXPECT_THAT(file.records[0], HasSubstr("visits[0].vitals.pulse = !unable"));
}

TEST(JsonForm, blank_box_that_is_not_in_the_file_is_reported_as_lost) {
    std::vector<record::Record> records;
    record::Record& record = records.emplace_back(form());
    const record::UnmappedContent unmapped(form());
    record::Row& visit = record.add_row(record.root(), form().group("visits").value());
    const form::Item& date = form().items()[form().item("visits.date").value()];
    record.set(visit, date, "2024-06-05");
    record::mark_blank(record, unmapped, date, "0"); // is filled
    const form::Item& pulse = form().items()[form().item("visits.vitals.pulse").value()];
    // only the first of these names a row
    for (const std::string_view rows : {"0", "1", "00", "", "0.0", "4294967296", "x"}) {
        record::mark_blank(record, unmapped, pulse, rows);
    }
    record.number_rows();
    const auto out = write_file(form(), "json", records);
    EXPECT_EQ(out.bytes, "{\"visits\":[{\"date\":\"2024-06-05\",\"vitals\":{\"pulse\":null}}]}\n");
    EXPECT_EQ(std::ranges::count(out.said, '|'), 6);
}

TEST(JsonForm, error_behind_very_many_findings_counts) {
    std::string json = "{\"visits\":[";
    for (std::size_t i = 0; i <= diag::Report::default_limit; ++i) {
        json += "{\"x\":1},";
    }
    const auto file = read(json + "{\"urgent\":\"maybe\"}]}");
    EXPECT_EQ(file.errors, 1U);
}

TEST(JsonForm, file_of_very_many_rows_blank_boxes_and_unknown_keys_is_read_and_written_in_seconds) {
    std::string json = "{\"visits\":[";
    for (int i = 0; i < 20'000; ++i) {
        json += "{\"date\":\"2024-06-05\",\"urgent\":null,\"x\":1,\"vitals\":{\"pulse\":null}},";
    }
    json += "{\"urgent\":true}],\"absent\":[";
    for (int i = 0; i < 5'000; ++i) {
        json += "{\"pointer\":\"/visits/" + std::to_string(19'999 - i) +
                "/vitals/temperature\",\"reason\":\"unable\"},";
    }
    json += "{\"pointer\":\"/visits/0/vitals/temperature\",\"reason\":\"unable\"}]}";
    EXPECT_EQ(read(rewritten(json)).records, read(json).records); // looking at all pairs would take minutes
}

TEST(JsonForm, document_of_many_megabytes_is_refused) {
    const auto file = read("{\"memo\":\"" + std::string(9 * 1024 * 1024, 'x') + "\"}");
    EXPECT_EQ(file.said, "J003 [9437195] [8388608]");
}

TEST(JsonForm, empty_text_is_a_blank_box) {
    const auto file = read(R"({"header":{"patient":{"name":""}}})");
    EXPECT_EQ(file.said, "normalised header.patient.name [\"\"] [null]");
    EXPECT_THAT(file.records, ElementsAre("blank[0].item = form.header.patient.name\n"));
}

TEST(JsonForm, empty_code_is_refused_and_blank_for_the_lenient) {
    const std::string json = R"({"absent":[{"pointer":"/header/patient/name","reason":""}]})";
    EXPECT_EQ(read(json).errors, 1U);
    EXPECT_EQ(read(R"({"visits":[{"urgent":true,"date":""}]})", test::leniently()).said,
              "normalised visits.date [] [\"\"]");
}

TEST(JsonForm, wrong_kinds_are_refused_with_their_place) {
    EXPECT_EQ(read(R"({"header":[],"visits":{"a":1}})").said, "S030 [object] [array] | S030 [rows] [object]");
    EXPECT_EQ(read(R"({"visits":["x",{"vitals":{"pulse":[1]},"marks":[null]}]})").said,
              "S030 [object] [string] | S030 visits.vitals.pulse [number] [array] | S030 visits.marks "
              "[string] [null]");
    diag::Report report;
    const std::string json = "{\n \"visits\": [\n  {\"vitals\": {\"pulse\": \"60\"}}\n ]\n}";
    record::Reader reader(form(), *form().syntax("json"), json);
    record::Record record(form());
    ASSERT_TRUE(reader.next(record, report));
    const diag::Where& where = report.findings()[0].where;
    EXPECT_EQ(where.line, 3U);
    EXPECT_EQ(where.column, 24U);
    EXPECT_EQ(where.path, "/visits/0/vitals/pulse");
}

TEST(JsonForm, place_of_a_missing_item_is_the_object_around_it) {
    const std::string json = "{\n\"visits\":[\n{\"date\":\"2024-06-05\"}]}";
    diag::Report report;
    record::Reader reader(form(), *form().syntax("json"), json);
    record::Record record(form());
    ASSERT_TRUE(reader.next(record, report));
    const record::Row& visit = *record.rows(record.root(), form().group("visits").value()).rows[0];
    const diag::Where item = reader.where({visit, form().item("visits.vitals.pulse").value(), form::none, 0});
    EXPECT_EQ(item.path, "/visits/0/vitals/pulse");
    EXPECT_EQ(item.line, 3U);
    EXPECT_EQ(reader.where({visit, form::none, form().group("visits.staff").value(), 0}).path,
              "/visits/0/staff");
}

TEST(JsonForm, one_document_on_every_line) {
    const auto file = read("{\"header\":{\"version\":\"1\"}}\n\n{\"header\":{\"version\":1}}\n{\"header\":{"
                           "\"version\":\"1\"}}\n");
    EXPECT_EQ(file.records.size(), 3U);
    EXPECT_EQ(file.said, "S001 header.version [string] [number] [1] [] [1]");
}

TEST(JsonForm, broken_json_is_one_refused_document) {
    const auto file = read("{\"header\":");
    EXPECT_EQ(file.records.size(), 1U);
    EXPECT_EQ(file.errors, 1U);
}

} // namespace
} // namespace renkei::syntax_json_test
