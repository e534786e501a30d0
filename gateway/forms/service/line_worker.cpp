#include "gateway/forms/service/line_worker.h"

#include "generated/messages/pipe.h"
#include "generated/messages/service.h"

#include <algorithm>
#include <charconv>
#include <exception>
#include <limits>
#include <string>
#include <utility>

namespace renkei::service {
namespace {

constexpr std::size_t enough_to_write = 1U << 20U;
constexpr std::size_t longest_header = std::numeric_limits<std::size_t>::digits10 + 1;

Outcome refused_line(diag::Error error) {
    Outcome out;
    out.status = OutcomeStatus::refused;
    out.report.add(std::move(error));
    return out;
}

} // namespace

// Before it waits for input, what is answered is written: the engine may wait for it.
LineWorker::LineWorker(LineWorkerSettings settings, LineJob job, const Read& read, Write write)
    : settings_(settings),
      job_(std::move(job)),
      write_(std::move(write)),
      lines_(
          [this, read](std::span<char> room) { return flush() ? read(room) : diag::Result<std::size_t>(0); },
          std::max(settings.longest_line, longest_header)) {}

// Whatever ended it, the lines before have their answers.
LineWorker::~LineWorker() { flush(); }

diag::Result<void> LineWorker::run() {
    diag::Result<void> out = answer_input();
    flush();
    return out;
}

diag::Result<void> LineWorker::answer_input() {
    if (!settings_.has_chunk_headers) {
        TRY_VOID(answer_lines(std::numeric_limits<std::size_t>::max()));
        return {};
    }
    for (;;) {
        TRY(const std::optional<std::size_t> announced, next_chunk_header());
        if (!announced) {
            return {};
        }
        TRY(const std::size_t answered, answer_lines(*announced));
        if (answered < *announced && is_writable_) {
            return diag::fail(message::chunk_cut, {}, {std::to_string(*announced), std::to_string(answered)});
        }
    }
}

diag::Result<std::size_t> LineWorker::answer_lines(std::size_t most) {
    for (std::size_t i = 0; i < most; ++i) {
        TRY(const std::optional<BoundedLines::Line> line, lines_.next());
        if (!line || !is_writable_) {
            return i;
        }
        answer(*line);
    }
    return most;
}

diag::Result<std::optional<std::size_t>> LineWorker::next_chunk_header() {
    TRY(const std::optional<BoundedLines::Line> line, lines_.next());
    if (!line) {
        return std::nullopt;
    }
    ++headers_;
    const std::string_view text = line->text; // empty, if it was too long
    std::size_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) {
        return diag::fail(message::chunk_header_wrong, {}, {std::to_string(headers_ + answered_)});
    }
    return number;
}

// A boundary: what a library throws (out of memory) while a line is judged or answered costs that line.
void LineWorker::answer(const BoundedLines::Line& line) {
    ++answered_;
    try {
        append(outcome_of(line));
    } catch (const std::exception& thrown) {
        append(refused_line(diag::finding(message::job_failed, {}, {thrown.what()})));
    }
    if (answers_.size() >= enough_to_write) {
        flush();
    }
}

void LineWorker::append(const Outcome& outcome) {
    answers_.resize(whole_); // an answer that broke off stands behind
    append_answer(answers_, answered_, outcome, settings_.answer);
    whole_ = answers_.size();
}

Outcome LineWorker::outcome_of(const BoundedLines::Line& line) {
    if (line.is_too_long || line.text.size() > settings_.longest_line) {
        return refused_line(diag::finding(
            message::line_skipped, {},
            {std::to_string(settings_.longest_line), std::to_string(LineFile::max_line_length)}));
    }
    if (const diag::Result<void> read = input_.read(line.text); !read) {
        return refused_line(read.error());
    }
    return job_(input_.input());
}

bool LineWorker::flush() {
    answers_.resize(std::exchange(whole_, 0));
    is_writable_ = is_writable_ && (answers_.empty() || write_(answers_));
    answers_.clear();
    return is_writable_;
}

} // namespace renkei::service
