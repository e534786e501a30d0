// --pipe: a document on every line of standard input, an answer on every line of standard output.
#pragma once

#include "gateway/app/cli/settings.h"
#include "gateway/forms/service/line_worker.h"

#include <functional>
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

// Prints the error of a command line in which options that belong to --pipe stand without it, or operands and
// the options `without` beside it. False: it did.
bool check_pipe_options(const Command& command, const PipeOptions& options,
                        const std::vector<std::string>& without, Language language);

// Makes what works on a line. Otherwise the error was printed.
using MakeLineJob = std::function<tl::expected<service::LineJob, ExitCode>()>;

// Answers every line, or prints the schema of the answers.
ExitCode run_pipe(const PipeOptions& options, Language language, service::AnswersTo what,
                  const MakeLineJob& make);

} // namespace renkei::cli
