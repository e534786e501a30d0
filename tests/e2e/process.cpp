#include "process.h"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace renkei::e2e {
namespace {

// The child's side: never returns.
[[noreturn]] void become(const std::vector<std::string>& command, const Environment& environment, int input, int output, int error) {
    dup2(input, 0);
    dup2(output, 1);
    dup2(error, 2);
    for (const auto& [name, value] : environment) {
        setenv(name.c_str(), value.c_str(), 1);
    }
    std::vector<char*> arguments;
    for (const std::string& argument : command) {
        arguments.push_back(const_cast<char*>(argument.c_str())); // execv's old signature; it does not write
    }
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(127);
}

void note_end(int status, Ended& ended) {
    ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    ended.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

std::string content(std::FILE* file) {
    std::rewind(file);
    std::string out;
    char block[65536];
    for (std::size_t count = 0; (count = std::fread(block, 1, sizeof block, file)) > 0;) {
        out.append(block, count);
    }
    return out;
}

} // namespace

Ended run(const std::vector<std::string>& command, const Environment& environment, const std::string& input) {
    std::FILE* const in = std::tmpfile();
    std::FILE* const out = std::tmpfile();
    std::FILE* const err = std::tmpfile();
    std::fwrite(input.data(), 1, input.size(), in);
    std::rewind(in);
    const pid_t child = fork();
    if (child == 0) {
        become(command, environment, fileno(in), fileno(out), fileno(err));
    }
    int status = 0;
    waitpid(child, &status, 0);
    Ended ended;
    note_end(status, ended);
    ended.out = content(out);
    ended.err = content(err);
    for (std::FILE* const file : {in, out, err}) {
        std::fclose(file);
    }
    return ended;
}

Process::Process(const std::vector<std::string>& command, const Environment& environment, const std::string& error_file) {
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return;
    }
    id_ = fork();
    if (id_ == 0) {
        const int nothing = open("/dev/null", O_RDONLY);
        const int error = open(error_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        become(command, environment, nothing, ends[1], error);
    }
    close(ends[1]);
    output_ = ends[0];
}

Process::~Process() {
    if (!waited_ && id_ > 0) {
        kill(id_, SIGKILL);
        wait();
    }
    if (output_ >= 0) {
        close(output_);
    }
}

std::string Process::wait_for_line(const std::string& beginning) {
    while (true) {
        for (std::size_t at = 0, end = 0; (end = read_.find('\n', at)) != std::string::npos; at = end + 1) {
            if (read_.compare(at, beginning.size(), beginning) == 0) {
                return read_.substr(at, end - at);
            }
        }
        char block[4096];
        const ssize_t count = ::read(output_, block, sizeof block);
        if (count <= 0) {
            return {};
        }
        read_.append(block, static_cast<std::size_t>(count));
    }
}

void Process::signal(int number) const { kill(id_, number); }

Ended Process::wait() {
    if (!waited_) {
        int status = 0;
        waitpid(id_, &status, 0);
        note_end(status, ended_);
        waited_ = true;
    }
    return ended_;
}

bool Process::has_ended() {
    if (waited_) {
        return true;
    }
    int status = 0;
    if (waitpid(id_, &status, WNOHANG) != id_) {
        return false;
    }
    note_end(status, ended_);
    waited_ = true;
    return true;
}

} // namespace renkei::e2e
