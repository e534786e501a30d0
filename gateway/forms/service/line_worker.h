// A document on every line in, an answer on every line out, in order: the worker of an engine that cuts the
// input, starts the processes and gathers the answers. Each line is judged by itself. Memory is bounded by
// the longest line.
#pragma once

#include "gateway/core/diag/without_values.h"
#include "gateway/core/json/parser.h"
#include "gateway/forms/service/input.h"
#include "gateway/forms/service/line_file.h"
#include "gateway/forms/service/outcome.h"
#include "gateway/forms/service/workspace.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::service {

enum class AnswersTo : std::uint8_t { conversion, validation };
// Of findings: what was read is left out, because answers end in the logs of engines.
enum class QuotedValues : bool { left_out, quoted };

struct AnswerSettings {
    AnswersTo what = AnswersTo::conversion;
    QuotedValues values = QuotedValues::left_out;
    diag::Language language = diag::Language::english;
    diag::IsName is_name{}; // of paths, where values are left out
};

// {"line":7,"ok":true,"form":"…","output":…,"loss":[…],"findings":[…]} and a line feed; without form, output
// and loss of a validation.
void append_answer(std::string& out, std::size_t line, const Outcome& outcome,
                   const AnswerSettings& settings);

std::string answer_schema(AnswersTo what);

// The names that may stand in the path of a finding: of elements and types of FHIR, and of items of the
// forms. What is given lives longer than the result.
diag::IsName path_names(const definitions::R4Definitions& r4);
diag::IsName path_names(Workspace& workspace);

// A line as one input: a JSON document as it is, or what an object around it carries.
// One per thread.
class LineInput {
public:
    // {"text": …} or {"base64": …}, either with a "name" or without, and with nothing else, is what it
    // carries; every other JSON is a document itself. The names are written without escapes.
    diag::Result<void> read(std::string_view line);

    // What was read last. A CSV in "text" is UTF-8, as JSON is.
    const Input& input() const { return input_; }

private:
    struct Carried {
        json::NodeId text = json::no_node;
        json::NodeId base64 = json::no_node;
        json::NodeId name = json::no_node;
    };
    diag::Result<void> unwrap(const Carried& carried);
    std::optional<Carried> carried() const; // none: the tree is no such object

    json::Parser parser_;
    json::Tree tree_;
    Input input_;
};

using LineJob = std::function<Outcome(const Input& input)>;

struct LineWorkerSettings {
    AnswerSettings answer{};
    std::size_t longest_line = LineFile::max_line_length; // in bytes; of a longer one only that is said
    // Before each block of lines stands a line with their number: ClickHouse's send_chunk_header.
    bool has_chunk_headers = false;
};

class LineWorker {
public:
    using Read = BoundedLines::Read;
    using Write = std::function<bool(std::string_view)>; // false: nothing more can be written

    LineWorker(LineWorkerSettings settings, LineJob job, const Read& read, Write write);
    LineWorker(const LineWorker&) = delete; // its reading leads back to it
    LineWorker& operator=(const LineWorker&) = delete;
    ~LineWorker();

    // Until the input ends, or nothing more can be written. Whatever lines hold is in the answers; the error
    // is one of the stream.
    diag::Result<void> run();

private:
    diag::Result<void> answer_input();
    diag::Result<std::size_t> answer_lines(std::size_t most);     // fewer: the input has ended
    diag::Result<std::optional<std::size_t>> next_chunk_header(); // none: the input has ended
    void answer(const BoundedLines::Line& line);
    Outcome outcome_of(const BoundedLines::Line& line);
    void append(const Outcome& outcome);
    bool flush();

    LineWorkerSettings settings_;
    LineJob job_;
    Write write_;
    BoundedLines lines_;
    LineInput input_{};
    std::string answers_{}; // that were not written yet
    std::size_t whole_ = 0; // bytes of them that are whole answers
    std::size_t headers_ = 0;
    std::size_t answered_ = 0; // lines
    bool is_writable_ = true;
};

} // namespace renkei::service
