// The documents in the answers of the line worker, beside what the same documents give as files.
#include "gateway/core/text/cp932.h"
#include "gateway/fhir/resources/outcome.h"

#include "product.h"
#include "tests/service/lines.h"
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

namespace renkei::service::line_documents_test {
namespace {

using nlohmann::json;
using test::answer;
using test::Answered;
using test::conversion;
using test::in_base64;
using test::inputs_of_kit;
using test::line_of;

std::multiset<std::string> ids_and_places(const json& findings) {
    constexpr const char* parts_of_place[] = {"line", "column",   "offset", "record",
                                              "cell", "document", "path"};
    std::multiset<std::string> out;
    for (const json& each : findings) {
        json place = json::object();
        const json& from = each.contains("place") ? each["place"] : each;
        for (const char* const part : parts_of_place) {
            if (from.contains(part)) {
                place[part] = from[part];
            }
        }
        out.insert(each["id"].get<std::string>() + " " + place.dump());
    }
    return out;
}

std::multiset<std::string> ids_and_places(const diag::Report& report) {
    return ids_and_places(json::parse(resources::to_json_array(report, diag::Language::english)));
}

// What a line is answered with if its documents are these.
std::string output_of(const std::vector<OutputDocument>& documents) {
    std::string out;
    for (const OutputDocument& each : documents) {
        out += out.empty() ? "" : ",";
        if (each.is_json && !each.has_items_in_name) {
            out += each.bytes.substr(0, each.bytes.size() - 1);
        } else if (each.is_utf8) {
            out += R"({"text":)" + json(each.bytes).dump() + R"(,"name":")" + each.name + "\"}";
        } else {
            out += R"({"base64":")" + base::to_base64(each.bytes) + R"(","name":")" + each.name + "\"}";
        }
    }
    return documents.empty() ? "null" : documents.size() == 1 ? out : "[" + out + "]";
}

TEST(LineWorker, answers_as_files_are_converted) {
    const std::vector<Input> inputs = inputs_of_kit();
    std::string lines;
    for (const Input& each : inputs) {
        lines += in_base64(each);
    }
    Workspace workspace(product());
    const Answered answers =
        answer(lines, conversion(workspace), {.answer = {.values = QuotedValues::quoted}});
    ASSERT_TRUE(answers.end);
    ASSERT_EQ(answers.lines.size(), inputs.size());
    std::size_t refused = 0;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        Workspace fresh(product()); // nothing is left of the lines before
        const Outcome expected = convert(fresh, inputs[i], {});
        const json found = answers[i];
        SCOPED_TRACE(inputs[i].name);
        EXPECT_EQ(found["line"], i + 1);
        EXPECT_EQ(found["ok"], expected.status == OutcomeStatus::done);
        EXPECT_NE(answers.lines[i].find("\"output\":" + output_of(expected.documents) + ",\"loss\":"),
                  std::string::npos);
        json findings = found["findings"];
        findings.insert(findings.end(), found["loss"].begin(), found["loss"].end());
        EXPECT_EQ(ids_and_places(findings), ids_and_places(expected.report));
        refused += found["ok"] == true ? 0U : 1U;
    }
    EXPECT_GT(refused, 100U) << "the kit has wrong inputs, too";
}

json without_line_number(json answer) {
    answer.erase("line");
    return answer;
}

// JSON is a line as it is, too: however the kit's single-line documents come, the answer is the same.
TEST(LineWorker, takes_a_document_without_an_object_around_it) {
    Workspace workspace(product());
    std::size_t taken = 0;
    std::size_t refused = 0;
    for (const Input& each : inputs_of_kit()) {
        const bool is_line = each.bytes.starts_with('{') && each.bytes.find('\n') == each.bytes.size() - 1;
        if (!is_line) {
            continue;
        }
        const std::string document = each.bytes.substr(0, each.bytes.size() - 1);
        const Answered answers =
            answer(each.bytes + line_of({{"text", document}}) + in_base64({.name = "", .bytes = document}),
                   conversion(workspace));
        ASSERT_EQ(answers.lines.size(), 3U);
        const json plain = without_line_number(answers[0]);
        EXPECT_EQ(without_line_number(answers[1]), plain) << each.name;
        EXPECT_EQ(without_line_number(answers[2]), plain) << each.name;
        ++taken;
        refused += plain["ok"] == true ? 0U : 1U;
    }
    EXPECT_GT(taken, 10U);
    EXPECT_GT(refused, 0U);
}

// What CP932 cannot write is refused however the bundle came; only a CSV brings its encoding.
TEST(LineWorker, writes_a_bundle_in_the_encoding_of_the_form) {
    Workspace workspace(product());
    json bundle = answer(in_base64(file_of_cases("admission.csv")), conversion(workspace))[0]["output"];
    std::string document = bundle.dump();
    const std::string name = "架空総合病院";
    ASSERT_NE(document.find(name), std::string::npos);
    for (std::size_t at = document.find(name); at != std::string::npos; at = document.find(name)) {
        document.replace(at, name.size(), "𩸽病院");
    }
    const Answered answers =
        answer(document + "\n" + line_of({{"text", document}}) + in_base64({.name = "", .bytes = document}),
               conversion(workspace));
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(without_line_number(answers[i]), without_line_number(answers[0])) << i;
        EXPECT_FALSE(answers[i]["output"].is_object() && answers[i]["output"].contains("text")) << i;
    }
}

// A text that CP932 can write, in UTF-8.
std::optional<std::string> utf8_of(const std::string& cp932) {
    std::string out;
    std::vector<text::DecodeNote> notes;
    text::decode_cp932(cp932, out, notes);
    return notes.empty() ? std::optional(out) : std::nullopt;
}

TEST(LineWorker, takes_a_csv_as_text_or_as_its_bytes) {
    Workspace workspace(product());
    std::size_t compared = 0;
    for (const Input& each : inputs_of_kit()) {
        const std::optional<std::string> text =
            fs::path(each.name).extension() == ".json" ? std::nullopt : utf8_of(each.bytes);
        const json bytes = answer(in_base64(each), conversion(workspace))[0];
        if (!text || bytes["ok"] == false) {
            continue;
        }
        ++compared;
        const json as_text =
            answer(line_of({{"text", *text}, {"name", each.name}}), conversion(workspace))[0];
        EXPECT_EQ(as_text["output"], bytes["output"]) << each.name << as_text["findings"];
    }
    EXPECT_GT(compared, 50U);
}

// As it stands in the answer: numbers are not written again.
std::string output_in(const std::string& answer) {
    constexpr std::string_view begin = "\"output\":";
    const std::size_t at = answer.find(begin) + begin.size();
    return answer.substr(at, answer.rfind(",\"loss\":[") - at) + "\n";
}

// Where the way back of files is refused (a document of others does not name its form), that of lines is,
// too.
TEST(LineWorker, takes_its_own_output_as_a_line) {
    Workspace workspace(product());
    const LineJob job = conversion(workspace);
    std::size_t came_back = 0;
    for (const Input& each : inputs_of_kit()) {
        const Outcome there = convert(workspace, each, {});
        if (there.documents.size() != 1) {
            continue;
        }
        const OutputDocument& document = there.documents.front();
        const Outcome file_back = convert(workspace, {.name = document.name, .bytes = document.bytes}, {});
        const std::string output = output_in(answer(in_base64(each), job).lines.at(0));
        const Answered back = answer(output, job);
        ASSERT_EQ(back[0]["ok"], file_back.status == OutcomeStatus::done) << each.name << back[0]["findings"];
        if (back[0]["ok"] == true) {
            EXPECT_EQ(back[0]["form"], there.form) << each.name;
            const OutputDocument& file = file_back.documents.front();
            const Outcome file_again = convert(workspace, {.name = file.name, .bytes = file.bytes}, {});
            EXPECT_EQ(output_in(answer(output_in(back.lines[0]), job).lines.at(0)),
                      output_of(file_again.documents) + "\n")
                << each.name;
            ++came_back;
        }
    }
    EXPECT_GT(came_back, 200U);
}

TEST(LineWorker, writes_a_csv_as_text_where_it_is_utf8) {
    Workspace workspace(product());
    const json bundle = answer(in_base64(file_of_cases("admission.csv")), conversion(workspace))[0]["output"];
    const json bytes = answer(line_of(bundle), conversion(workspace))[0]["output"];
    const json text = answer(
        line_of(bundle), conversion(workspace, {.read = {.encoding = text::Encoding::utf8}}))[0]["output"];
    EXPECT_EQ(utf8_of(*base::from_base64(bytes["base64"].get<std::string>())), text["text"]);
    EXPECT_EQ(text["name"], bytes["name"]);
    const json xml = answer(line_of(bundle), conversion(workspace, {.to = parse_target_spec("fhir-xml")}))[0];
    EXPECT_TRUE(xml["output"]["text"].get<std::string>().starts_with("<")) << xml;
    EXPECT_EQ(xml["form"], nullptr);
}

// Lines are documents by themselves; in one file two persons under one id are refused.
TEST(LineWorker, compares_no_line_with_another) {
    Workspace workspace(product());
    Input first = file_of_cases("admission.csv");
    Input other = first;
    const std::size_t birth = other.bytes.find(",19420303,");
    ASSERT_NE(birth, std::string::npos);
    other.bytes.replace(birth, 10, ",19420304,");
    const Answered answers = answer(in_base64(first) + in_base64(other), conversion(workspace));
    EXPECT_EQ(answers[0]["ok"], true);
    EXPECT_EQ(answers[1]["ok"], true);
    EXPECT_EQ(answer(in_base64({.name = "a.csv", .bytes = first.bytes + other.bytes}),
                     conversion(workspace))[0]["ok"],
              false);
}

TEST(LineWorker, refuses_a_line_of_more_documents_than_it_may_have) {
    Workspace workspace(product());
    const std::string file = file_of_cases("admission.csv").bytes;
    const LineJob job = conversion(workspace, {.max_documents = 2});
    const Answered answers = answer(in_base64({.name = "a.csv", .bytes = file + file}) +
                                        in_base64({.name = "a.csv", .bytes = file + file + file}),
                                    job);
    EXPECT_EQ(answers[0]["output"].size(), 2U);
    EXPECT_EQ(answers[1]["findings"][0]["message"], "the file has more than 2 documents; send it in parts");
    EXPECT_EQ(answers[1]["output"], nullptr);
}

// Each document of an array is a line for the way back.
TEST(LineWorker, takes_each_element_of_its_output_as_a_line) {
    Workspace workspace(product());
    const LineJob job = conversion(workspace);
    const std::string file = file_of_cases("admission.csv").bytes;
    const json output = answer(in_base64({.name = "a.csv", .bytes = file + file}), job)[0]["output"];
    ASSERT_EQ(output.size(), 2U);
    for (const json& each : output) {
        const json back = answer(line_of(each), job)[0]["output"];
        EXPECT_EQ(base::from_base64(back["base64"].get<std::string>()), file);
    }
    EXPECT_EQ(answer(line_of(output), job)[0]["ok"], false) << "an array of bundles is no document";
}

// A lone carriage return ends a line for some readers.
TEST(LineWorker, writes_no_line_break_of_an_unknown_key) {
    Workspace workspace(product());
    const LineJob to_json = conversion(workspace, {.to = parse_target_spec("json")});
    std::size_t came_back = 0;
    for (Input each : inputs_of_kit()) {
        if (each.name != "unknown-keys.json") {
            continue;
        }
        each.bytes.insert(each.bytes.find('{') + 1, "\"zz\":{\"a\":\r1},");
        const json bundle = answer(in_base64(each), conversion(workspace))[0];
        const Answered back = answer(line_of(bundle["output"]), to_json);
        EXPECT_NE(back.lines.at(0).find("\"zz\":{"), std::string::npos) << back.lines.at(0).substr(0, 500);
        EXPECT_EQ(back.lines.at(0).find('\r'), std::string::npos);
        ++came_back;
    }
    EXPECT_GT(came_back, 0U);
}

} // namespace
} // namespace renkei::service::line_documents_test
