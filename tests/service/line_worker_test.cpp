// Lines in, lines out: bad ones, faults, when answers are written, and chunk headers.
#include "generated/messages/pipe.h"

#include "tests/service/lines.h"
#include <gtest/gtest.h>

#include <algorithm>
#include <new>

namespace renkei::service::line_worker_test {
namespace {

using nlohmann::json;
using test::answer;
using test::Answered;
using test::nothing_found;
using test::refusal_of;
using test::stream;

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
    const LineJob job = [](const Input& input) -> Outcome {
        return input.bytes == "{}" ? Outcome() : throw std::bad_alloc();
    };
    const Answered answers = answer("[]\n{}\n", job);
    EXPECT_EQ(refusal_of(answers, 0), "job-failed");
    EXPECT_EQ(answers[1]["ok"], true);
}

// Half of an answer is none.
TEST(LineWorker, answers_a_line_whose_answer_could_not_be_written) {
    const LineJob job = [](const Input& input) {
        Outcome out;
        out.report.add(message::line_empty, {.path = input.bytes == "{}" ? "" : "Patient"});
        return out;
    };
    const LineWorkerSettings settings{
        .answer = {.is_name = [](std::string_view) -> bool { throw std::bad_alloc(); }}};
    const Answered answers = answer("{}\n[]\n{}\n", job, settings);
    ASSERT_EQ(answers.lines.size(), 3U);
    EXPECT_EQ(answers[0]["ok"], true);
    EXPECT_EQ(refusal_of(answers, 1), "job-failed");
    EXPECT_EQ(answers[2]["line"], 3);
    EXPECT_EQ(answers[2]["ok"], true);
}

// An engine gets the answers before a fault of the process itself.
TEST(LineWorker, writes_the_answers_before_a_fault_that_ends_it) {
    std::string out;
    const LineJob job = [](const Input& input) -> Outcome {
        Outcome found;
        found.report.add(message::line_empty, {.path = input.bytes == "{}" ? "" : "Patient"});
        return found;
    };
    // the report of the fault cannot be written either
    const LineWorkerSettings settings{.answer = {.is_name = [](std::string_view) -> bool { throw 1; }}};
    {
        LineWorker worker(settings, job, stream("{}\n[]\n", 100), [&](std::string_view answers) {
            out += answers;
            return true;
        });
        EXPECT_THROW(static_cast<void>(worker.run()), int);
    }
    EXPECT_EQ(std::ranges::count(out, '\n'), 1);
    EXPECT_EQ(json::parse(out)["line"], 1);
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
        [&](const Input&) {
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
    EXPECT_TRUE(answer("1\n{}\n", nothing_found, {.longest_line = 2, .has_chunk_headers = true}).end);
    EXPECT_TRUE(
        answer("00000000000000000001\n{}\n", nothing_found, {.longest_line = 2, .has_chunk_headers = true})
            .end)
        << "the limit is one of documents";
    const Answered cut = answer("2\n{}\n", nothing_found, settings);
    ASSERT_FALSE(cut.end);
    EXPECT_EQ(cut.end.error().message, message::chunk_cut);
    EXPECT_EQ(cut.end.error().args, (std::vector<std::string>{"2", "1"}));
    EXPECT_EQ(cut.lines.size(), 1U);
}

} // namespace
} // namespace renkei::service::line_worker_test
