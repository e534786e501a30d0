#include "gateway/app/cli/pipe.h"

#include "gateway/core/base/file_descriptor.h"
#include "generated/messages/base.h"
#include "generated/messages/cli.h"
#include "generated/messages/pipe.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>

namespace renkei::cli {
namespace {

// The program that started this one may have set its end of the pipe not to wait.
bool is_to_be_repeated(int error) {
    if (error == EAGAIN) {
        pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
        ::poll(&input, 1, -1);
    }
    return error == EAGAIN || error == EINTR;
}

diag::Result<std::size_t> read_standard_input(std::span<char> room) {
    ssize_t n = 0;
    while ((n = ::read(STDIN_FILENO, room.data(), room.size())) < 0 && is_to_be_repeated(errno)) {
    }
    if (n < 0) {
        return diag::fail(message::file_unreadable, {.file = "-"}, {std::strerror(errno)});
    }
    return static_cast<std::size_t>(n);
}

} // namespace

void add_pipe_options(Command& command, PipeOptions& options) {
    command.mode("--pipe", options.is_pipe);
    command.flag("--schema", options.prints_schema);
    command.flag("--values-in-findings", options.quotes_values);
    command.flag("--send-chunk-header", options.has_chunk_headers);
    command.number("--max-line", options.longest_line, service::LineFile::max_line_length);
}

tl::expected<void, Failure> check_pipe_options(const Command& command, const PipeOptions& options,
                                               const std::vector<std::string>& without) {
    const std::vector<std::string> with{"--schema", "--values-in-findings", "--send-chunk-header",
                                        "--max-line"};
    const std::string wrong = command.first_given(options.is_pipe ? without : with);
    if (wrong.empty()) {
        return {};
    }
    return fail_usage(diag::finding(
        options.is_pipe ? message::usage_beside_pipe : message::usage_without_pipe, {}, {wrong}));
}

ExitResult run_pipe(const PipeOptions& options, service::AnswerSettings answer, service::LineJob job) {
    std::signal(SIGPIPE, SIG_IGN); // it would end the program before it can say with which exit code
    answer.values = options.quotes_values ? service::QuotedValues::quoted : service::QuotedValues::left_out;
    const service::LineWorkerSettings settings{.answer = std::move(answer),
                                               .longest_line = options.longest_line,
                                               .has_chunk_headers = options.has_chunk_headers};
    std::error_code failed;
    service::LineWorker worker(settings, std::move(job), read_standard_input, [&](std::string_view answers) {
        if (!base::write_all(STDOUT_FILENO, answers)) {
            failed = {errno, std::generic_category()};
        }
        return !failed;
    });
    diag::Result<void> done = worker.run();
    if (done && failed && failed != std::errc::broken_pipe) {
        done = diag::fail(message::output_failed, {}, {"stdout: " + failed.message()});
    }
    TRY_VOID(done);
    return ExitCode::clean;
}

} // namespace renkei::cli
