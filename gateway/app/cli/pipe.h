// --pipe: a document on every line of standard input, an answer on every line of standard output.
#pragma once

#include "gateway/app/cli/settings.h"
#include "gateway/forms/service/line_worker.h"

#include <string>
#include <vector>

namespace renkei::cli {

struct PipeOptions {
    bool is_pipe = false;
    bool prints_schema = false;
    bool has_chunk_headers = false;
    bool quotes_values = false;
    unsigned longest_line = service::LineFile::max_line_length;
};

void add_pipe_options(Command& command, PipeOptions& options);

// Fails if options that belong to --pipe stand without it, or operands and the options `without` beside it.
tl::expected<void, Failure> check_pipe_options(const Command& command, const PipeOptions& options,
                                               const std::vector<std::string>& without);

// Answers every line. A reader of the answers that goes away is no fault.
ExitResult run_pipe(const PipeOptions& options, service::AnswerSettings answer, service::LineJob job);

} // namespace renkei::cli
