// The answers of the line worker, beside what the same documents give as files.
#include "gateway/core/base/base64.h"
#include "gateway/core/text/cp932.h"
#include "gateway/fhir/resources/outcome.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/line_worker.h"
#include "generated/messages/pipe.h"

#include "product.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <new>
#include <set>

namespace renkei::service::line_worker_test {
namespace {

namespace fs = std::filesystem;
namespace message = diag::message;
using nlohmann::json;

// All of a text, in pieces of this size.
BoundedLines::Read stream(std::string bytes, std::size_t at_once) {
    return [bytes = std::move(bytes), at_once, at = std::size_t{0}](std::span<char> room) mutable {
        const std::size_t n = std::min({room.size(), at_once, bytes.size() - at});
        std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), n, room.begin());
        at += n;
        return diag::Result<std::size_t>(n);
    };
}

Outcome nothing_found(const Input&, std::optional<text::Encoding>) { return Outcome(); }

LineJob conversion(Workspace& workspace, const ConvertOptions& options = {}) {
    return [&workspace, options](const Input& input, std::optional<text::Encoding> encoding) {
        ConvertOptions how = options;
        how.read.encoding = encoding ? encoding : how.read.encoding;
        return convert(workspace, input, how);
    };
}

struct Answered {
    diag::Result<void> end{};
    std::vector<std::string> lines{};

    json operator[](std::size_t line) const { return json::parse(lines.at(line)); }
};

Answered answer(const std::string& input, const LineJob& job = nothing_found,
                LineWorkerSettings settings = {}, std::size_t at_once = 1U << 16U) {
    std::string out;
    LineWorker worker(settings, job, stream(input, at_once), [&](std::string_view answers) {
        out += answers;
        return true;
    });
    Answered all{.end = worker.run()};
    while (!out.empty()) {
        const std::size_t end = out.find('\n');
        EXPECT_NE(end, std::string::npos) << "an answer is a whole line";
        all.lines.push_back(out.substr(0, end));
        out.erase(0, end == std::string::npos ? end : end + 1);
    }
    return all;
}

std::string line_of(const json& value) { return value.dump() + "\n"; }
std::string in_base64(const Input& file) {
    return line_of({{"base64", base::to_base64(file.bytes)}, {"name", file.name}});
}

// Form files and bundles of the conformance kit, right and wrong ones, with the names of their files.
std::vector<Input> inputs_of_kit() {
    std::vector<Input> out;
    for (const auto& entry : fs::recursive_directory_iterator(RENKEI_KIT)) {
        const std::string ending = entry.path().extension().string();
        const bool is_input = ending == ".csv" || ending == ".CSV" || ending == ".json" || ending == ".xml";
        if (is_input && entry.path().parent_path() != RENKEI_KIT) {
            out.push_back(*read_input(entry.path()));
            out.back().name = entry.path().filename().string();
        }
    }
    EXPECT_GT(out.size(), 300U);
    return out;
}

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

// JSON is a line as it is: the kit's single-line documents, without an object around them.
TEST(LineWorker, takes_a_document_without_an_object_around_it) {
    Workspace workspace(product());
    std::size_t taken = 0;
    for (const Input& each : inputs_of_kit()) {
        const bool is_line = each.bytes.starts_with('{') && each.bytes.find('\n') == each.bytes.size() - 1;
        if (!is_line) {
            continue;
        }
        ++taken;
        const Answered plain = answer(each.bytes, conversion(workspace));
        const Answered carried = answer(in_base64({.name = "", .bytes = each.bytes}), conversion(workspace));
        EXPECT_EQ(plain[0]["output"], carried[0]["output"]) << each.name;
        EXPECT_EQ(plain[0]["form"], carried[0]["form"]) << each.name;
    }
    EXPECT_GT(taken, 10U);
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
            EXPECT_EQ(output_in(answer(output_in(back.lines[0]), job).lines.at(0)), output) << each.name;
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

std::string refusal_of(const Answered& answers, std::size_t line) {
    const json found = answers[line];
    EXPECT_EQ(found["ok"], false);
    EXPECT_EQ(found["output"], nullptr);
    return found["findings"].at(0)["id"];
}

TEST(LineWorker, answers_a_bad_line_and_goes_on) {
    const Answered answers = answer("{}\n\nx\n{\"base64\":\"%\"}\n" + std::string(40, 'x') + "\n{}",
                                    nothing_found, {.longest_line = 20});
    ASSERT_TRUE(answers.end);
    ASSERT_EQ(answers.lines.size(), 6U);
    EXPECT_EQ(answers[0]["ok"], true);
    EXPECT_EQ(refusal_of(answers, 1), "line-empty");
    EXPECT_EQ(refusal_of(answers, 2), "line-no-json");
    EXPECT_EQ(refusal_of(answers, 3), "line-no-base64");
    EXPECT_EQ(refusal_of(answers, 4), "line-skipped");
    EXPECT_EQ(
        answers[4]["findings"][0]["message"],
        "this line is longer than 20 bytes and was passed over; split the document, or raise --max-line (at "
        "most 67108864)");
    EXPECT_EQ(answers[5]["ok"], true);
}

TEST(LineWorker, answers_a_line_at_which_a_library_gave_up) {
    const LineJob job = [](const Input& input, std::optional<text::Encoding>) -> Outcome {
        return input.bytes == "{}" ? Outcome() : throw std::bad_alloc();
    };
    const Answered answers = answer("[]\n{}\n", job);
    EXPECT_EQ(refusal_of(answers, 0), "job-failed");
    EXPECT_EQ(answers[1]["ok"], true);
}

std::string answer_to(const Outcome& outcome, QuotedValues values) {
    std::string out;
    append_answer(out, 1, outcome, {.values = values});
    return out;
}

TEST(LineWorker, quotes_no_value_unless_asked_to) {
    Workspace workspace(product());
    std::size_t values = 0;
    for (const Input& each : inputs_of_kit()) {
        Outcome outcome = convert(workspace, each, {});
        outcome.documents.clear();
        const std::string silent = answer_to(outcome, QuotedValues::left_out);
        const std::string talking = answer_to(outcome, QuotedValues::quoted);
        for (const diag::Finding& finding : outcome.report.findings()) {
            const bool is_word = std::ranges::any_of(finding.value, [](char c) { return (c & 0x80) != 0; }) &&
                                 finding.value.find_first_of("\"\\\n") == std::string::npos;
            if (is_word && finding.name.find(finding.value) == std::string::npos) {
                ++values;
                EXPECT_EQ(silent.find(finding.value), std::string::npos) << finding.value;
                EXPECT_NE(talking.find(finding.value), std::string::npos) << finding.value;
            }
        }
    }
    EXPECT_GT(values, 20U);
}

TEST(LineWorker, writes_its_answers_before_it_waits) {
    std::vector<std::string> events;
    LineWorker worker(
        {}, nothing_found,
        [&, next = std::size_t{0}](std::span<char> room) mutable {
            constexpr std::string_view pieces[] = {"{}\n{}\n{}\n", "{}\n{", "}", ""};
            const std::string_view piece = pieces[next++];
            events.emplace_back("read");
            std::ranges::copy(piece, room.begin());
            return diag::Result<std::size_t>(piece.size());
        },
        [&](std::string_view answers) {
            events.push_back(std::to_string(std::ranges::count(answers, '\n')));
            return true;
        });
    EXPECT_TRUE(worker.run());
    EXPECT_EQ(events, (std::vector<std::string>{"read", "3", "read", "1", "read", "read", "1"}));
}

TEST(LineWorker, ends_where_nothing_more_can_be_written) {
    std::size_t judged = 0;
    std::size_t reads = 0;
    LineWorker worker(
        {.has_chunk_headers = true},
        [&](const Input&, std::optional<text::Encoding>) {
            ++judged;
            return Outcome();
        },
        [&](std::span<char> room) {
            constexpr std::string_view block = "9\n{}\n{}\n";
            ++reads;
            std::ranges::copy(block, room.begin());
            return diag::Result<std::size_t>(block.size());
        },
        [](std::string_view) { return false; });
    EXPECT_TRUE(worker.run()) << "that the reader went away is no error of the stream";
    EXPECT_EQ(reads, 1U);
    EXPECT_EQ(judged, 2U);
}

TEST(ChunkHeaders, say_how_many_lines_follow) {
    const LineWorkerSettings settings{.has_chunk_headers = true};
    for (const std::size_t at_once : {1U, 3U, 100U}) {
        const Answered answers = answer("2\n{}\n3\n0\n1\n{}\n", nothing_found, settings, at_once);
        EXPECT_TRUE(answers.end);
        ASSERT_EQ(answers.lines.size(), 3U) << "a header is no line";
        EXPECT_EQ(answers[1]["ok"], false);
        EXPECT_EQ(answers[2]["line"], 3);
    }
}

TEST(ChunkHeaders, end_the_stream_where_they_are_wrong) {
    const LineWorkerSettings settings{.has_chunk_headers = true};
    EXPECT_TRUE(answer("", nothing_found, settings).end);
    for (const char* const header : {"x", "", "-1", "1 ", "+1", "99999999999999999999999", "{}"}) {
        const Answered answers = answer("1\n{}\n" + std::string(header) + "\n{}\n", nothing_found, settings);
        ASSERT_FALSE(answers.end) << header;
        EXPECT_EQ(answers.end.error().message, message::chunk_header_wrong) << header;
        EXPECT_EQ(answers.end.error().args, std::vector<std::string>{"3"});
        EXPECT_EQ(answers.lines.size(), 1U) << "what came before is answered";
    }
    const Answered cut = answer("2\n{}\n", nothing_found, settings);
    ASSERT_FALSE(cut.end);
    EXPECT_EQ(cut.end.error().message, message::chunk_cut);
    EXPECT_EQ(cut.end.error().args, (std::vector<std::string>{"2", "1"}));
    EXPECT_EQ(cut.lines.size(), 1U);
}

} // namespace
} // namespace renkei::service::line_worker_test
