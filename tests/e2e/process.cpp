#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <string_view>

namespace renkei::e2e {
namespace {

// Arguments and environment as the system takes them. Made before the fork: other threads may hold locks at
// that moment, so the child makes nothing.
class Prepared {
public:
    Prepared(const std::vector<std::string>& command, const Environment& more) : arguments_(command) {
        for (char** each = environ; *each != nullptr; ++each) {
            const std::string_view text = *each;
            if (!more.contains(std::string(text.substr(0, text.find('='))))) {
                environment_.emplace_back(text);
            }
        }
        for (const auto& [name, value] : more) {
            environment_.push_back(name + "=" + value);
        }
        argument_list_ = pointers(arguments_);
        environment_list_ = pointers(environment_);
    }

    // The child's side: never returns.
    [[noreturn]] void become(int input, int output, int error) const {
        dup2(input, 0);
        dup2(output, 1);
        dup2(error, 2);
        execve(argument_list_[0], argument_list_.data(), environment_list_.data());
        _exit(127);
    }

private:
    static std::vector<char*> pointers(std::vector<std::string>& texts) {
        std::vector<char*> out;
        for (std::string& text : texts) {
            out.push_back(text.data());
        }
        out.push_back(nullptr);
        return out;
    }

    std::vector<std::string> arguments_;
    std::vector<std::string> environment_{};
    std::vector<char*> argument_list_{};
    std::vector<char*> environment_list_{};
};

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
    const Prepared prepared(command, environment);
    const int files[] = {fileno(in), fileno(out), fileno(err)};
    const pid_t child = fork();
    if (child == 0) {
        prepared.become(files[0], files[1], files[2]);
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

Process::Process(const std::vector<std::string>& command, const Environment& environment,
                 const std::string& error_file) {
    int ends[2] = {-1, -1};
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return;
    }
    const Prepared prepared(command, environment);
    id_ = fork();
    if (id_ == 0) {
        const int nothing = open("/dev/null", O_RDONLY);
        const int error = open(error_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        prepared.become(nothing, ends[1], error);
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

void Process::signal(int number) const {
    if (!waited_) { // else the number may be another program's by now
        kill(id_, number);
    }
}

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
