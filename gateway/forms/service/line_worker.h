// A document on every line in, an answer on every line out, in order: the worker of an engine that cuts the
// input, starts the processes and gathers the answers. Each line is judged by itself. Memory is bounded by
// the longest line.
#pragma once

#include "gateway/forms/service/line_answer.h"
#include "gateway/forms/service/line_file.h"
#include "gateway/forms/service/line_input.h"

namespace renkei::service {

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
