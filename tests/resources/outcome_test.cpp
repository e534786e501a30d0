#include "gateway/fhir/resources/outcome.h"
#include "generated/messages/conversion.h"
#include "generated/messages/documents.h"
#include "generated/messages/json.h"
#include "generated/messages/policy.h"
#include "generated/messages/server.h"
#include "generated/messages/store.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace renkei::resources::outcome_test {
namespace {

using diag::Language;
using nlohmann::json;

constexpr std::string_view base = "https://gateway.example.jp/fhir";

diag::Report report() {
    diag::Report out;
    diag::Finding& first =
        out.add(message::loss_code_unknown, {.path = "Bundle.entry[1].resource.gender"}, {"x", "gender"});
    first.item = "gender";
    first.name = "性別";
    first.value = "x\"y";
    out.add(message::json_number,
            {.file = "a.json", .offset = 40, .line = 3, .column = 7, .path = "/visits/0"}, {"01"});
    return out;
}

TEST(OperationOutcome, says_each_finding) {
    const json outcome = json::parse(operation_outcome(report(), Language::japanese, base));
    EXPECT_EQ(outcome["resourceType"], "OperationOutcome");
    EXPECT_EQ(outcome["language"], "ja");
    ASSERT_EQ(outcome["issue"].size(), 2U);
    const json& first = outcome["issue"][1];
    EXPECT_EQ(first["severity"], "warning");
    EXPECT_EQ(first["code"], "code-invalid");
    EXPECT_EQ(first["details"]["coding"][0]["system"],
              "https://gateway.example.jp/fhir/CodeSystem/conversion-outcome");
    EXPECT_EQ(first["details"]["coding"][0]["code"], "code-unknown");
    EXPECT_EQ(first["diagnostics"],
              "性別 (gender): コード「x」はコード表「gender」にないため、引き継ぎません");
    EXPECT_EQ(first["expression"], json::array({"Bundle.entry[1].resource.gender"}));
    EXPECT_FALSE(first.contains("location"));
    const json& second = outcome["issue"][0]; // an error comes first
    EXPECT_EQ(second["severity"], "error");
    EXPECT_EQ(second["code"], "invalid");
    EXPECT_EQ(second["location"], json::array({"a.json:3:7", "/visits/0"}));
    EXPECT_FALSE(second.contains("expression"));
}

json parts_of(const json& issue) {
    EXPECT_EQ(issue["extension"].size(), 1U);
    EXPECT_EQ(issue["extension"][0]["url"], "https://gateway.example.jp/fhir/StructureDefinition/finding");
    return issue["extension"][0]["extension"];
}

TEST(OperationOutcome, has_the_arguments_item_and_place_of_each_finding_as_an_extension) {
    const json outcome = json::parse(operation_outcome(report(), Language::japanese, base));
    EXPECT_EQ(parts_of(outcome["issue"][1]), json::parse(R"([{"url":"argument","valueString":"x"},
        {"url":"argument","valueString":"gender"},{"url":"item","valueString":"gender"},
        {"url":"name","valueString":"性別"}])"));
    EXPECT_EQ(parts_of(outcome["issue"][0]), json::parse(R"([{"url":"argument","valueString":"01"},
        {"url":"file","valueString":"a.json"},{"url":"line","valueDecimal":3},{"url":"column","valueDecimal":7},
        {"url":"offset","valueDecimal":40}])"));
}

TEST(OperationOutcome, has_no_extension_without_arguments_and_no_value_for_an_empty_one) {
    diag::Report out;
    out.add(message::body_empty, {});
    out.add(message::json_number, {}, {"", "that no sentence shows"});
    const json outcome = json::parse(operation_outcome(out, Language::english, base));
    EXPECT_FALSE(outcome["issue"][0].contains("extension"));
    const json parts = parts_of(outcome["issue"][1]);
    EXPECT_EQ(parts.size(), 1U);
    EXPECT_FALSE(parts[0].contains("valueString"));
    EXPECT_EQ(parts[0]["_valueString"]["extension"][0]["valueCode"], "not-applicable");
}

TEST(OperationOutcome, names_the_cell_of_a_table) {
    diag::Report out;
    out.add(message::json_number, {.file = "a.csv", .offset = 145, .line = 1, .record = 1, .cell = 20},
            {"01"});
    out.add(message::json_number, {.offset = 145, .line = 1, .record = 1, .cell = 20}, {"01"});
    const json outcome = json::parse(operation_outcome(out, Language::english, base));
    EXPECT_EQ(outcome["issue"][0]["location"], json::array({"a.csv:1: row 1 column 20 (byte 145)"}));
    EXPECT_EQ(outcome["issue"][1]["location"], json::array({"1: row 1 column 20 (byte 145)"}));
    const json japanese = json::parse(operation_outcome(out, Language::japanese, base));
    EXPECT_EQ(japanese["issue"][0]["location"], json::array({"a.csv:1: 1 行 20 列目（145 バイト目）"}));
}

TEST(OperationOutcome, gives_programs_the_reason_of_a_refused_request) {
    constexpr std::pair<Message, std::string_view> facts[] = {
        {message::no_such_path, "not-found"},      {message::media_type_unknown, "not-supported"},
        {message::role_may_not, "forbidden"},      {message::conflict_other_content, "conflict"},
        {message::too_many_requests, "throttled"}, {message::store_failed, "transient"},
        {message::store_conflict, "conflict"},     {message::version_gone, "deleted"}};
    for (const auto& [message, code] : facts) {
        diag::Report out;
        out.add(message, {}, {"a", "b", "c"});
        EXPECT_EQ(json::parse(operation_outcome(out, Language::english, base))["issue"][0]["code"], code);
    }
}

TEST(OperationOutcome, of_nothing_has_one_issue) {
    const json outcome = json::parse(operation_outcome(diag::Report(), Language::english, base));
    ASSERT_EQ(outcome["issue"].size(), 1U);
    EXPECT_EQ(outcome["issue"][0]["severity"], "information");
    EXPECT_EQ(outcome["issue"][0]["code"], "informational");
    EXPECT_EQ(outcome["language"], "en");
}

TEST(Outcome, of_a_full_report_counts_what_is_not_shown) {
    diag::Report full(1);
    for (int i = 0; i < 4; ++i) {
        full.add(message::json_empty, {});
    }
    const json outcome = json::parse(operation_outcome(full, Language::english, base));
    ASSERT_EQ(outcome["issue"].size(), 2U);
    EXPECT_EQ(outcome["issue"][1]["details"]["coding"][0]["code"], "findings-not-shown");
    EXPECT_EQ(outcome["issue"][1]["diagnostics"], "3 more findings are not shown");
    EXPECT_EQ(outcome["issue"][1]["severity"], "error");
    EXPECT_EQ(json::parse(to_json_array(full, Language::english)).size(), 2U);
}

TEST(Outcome, as_json_says_what_is_known_and_leaves_out_the_rest) {
    const json array = json::parse(to_json_array(report(), Language::english));
    EXPECT_EQ(
        array[1],
        json::parse(
            R"({"severity":"warning","id":"code-unknown","path":"Bundle.entry[1].resource.gender","item":"gender","name":"性別",
        "value":"x\"y","arguments":["x","gender"],"text":"the code x is not in the list gender, so it is not carried over"})"));
    EXPECT_EQ(
        array[0],
        json::parse(
            R"({"severity":"error","id":"J010","file":"a.json","line":3,"column":7,"offset":40,"path":"/visits/0",
        "arguments":["01"],"text":"not a number as JSON writes it: 01"})"));
    EXPECT_EQ(to_json_array(diag::Report(), Language::english), "[]");
}

TEST(Outcome, keeps_record_and_cell_of_csv) {
    diag::Report csv;
    csv.add(message::json_empty, {.file = "a.csv", .record = 2, .cell = 21});
    const json line = json::parse(to_json_array(csv, Language::english))[0];
    EXPECT_EQ(line["record"], 2);
    EXPECT_EQ(line["cell"], 21);
    EXPECT_EQ(line["offset"], 0);
    EXPECT_FALSE(line.contains("line"));
}

TEST(Outcome, keeps_which_of_several_documents_it_is_about) {
    diag::Report several;
    several.add(message::json_empty, {.file = "a.json", .document = 2, .path = "visits[0].name"});
    const json line = json::parse(to_json_array(several, Language::english))[0];
    EXPECT_EQ(line["document"], 2);
    EXPECT_FALSE(line.contains("record"));
}

TEST(Outcome, as_lines_has_one_finding_a_line) {
    const std::string lines = to_json_lines(report(), Language::english);
    EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2);
    EXPECT_EQ(json::parse(lines.substr(0, lines.find('\n')))["id"], "J010");
    const std::string text = to_text_lines(report(), Language::english);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
    EXPECT_TRUE(text.starts_with(diag::to_text(report().findings()[0], Language::english) + "\n"));
}

} // namespace
} // namespace renkei::resources::outcome_test
