// Both ends of --pipe: an input that is not waited for, and a reader that goes away.
#include "gateway/app/cli/pipe.h"
#include "gateway/core/base/file_descriptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <thread>

namespace renkei::cli::pipe_test {
namespace {

using namespace std::chrono_literals;

// A stream of the program is another one for the length of a test.
class Replaced {
public:
    Replaced(int number, int other) : number_(number), kept_(::dup(number)) { ::dup2(other, number); }
    ~Replaced() {
        ::dup2(kept_, number_);
        ::close(kept_);
    }
    Replaced(const Replaced&) = delete;
    Replaced& operator=(const Replaced&) = delete;

private:
    int number_;
    int kept_;
};

struct Pipe {
    explicit Pipe(int flags = 0) { EXPECT_EQ(::pipe2(ends.data(), flags | O_CLOEXEC), 0); }
    ~Pipe() {
        close(0);
        close(1);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    void close(std::size_t end) {
        if (ends[end] >= 0) {
            ::close(ends[end]);
            ends[end] = -1;
        }
    }
    std::array<int, 2> ends{};
};

ExitResult run() {
    return run_pipe({}, {.what = service::AnswersTo::validation},
                    [](const service::Input&) { return service::Outcome(); });
}

TEST(Pipe, waits_for_an_input_that_does_not_block) {
    Pipe input(O_NONBLOCK);
    Pipe output;
    std::thread sender([&] {
        std::this_thread::sleep_for(100ms);
        EXPECT_TRUE(base::write_all(input.ends[1], "{}\n"));
        input.close(1);
    });
    ExitResult code{};
    {
        const Replaced in(STDIN_FILENO, input.ends[0]);
        const Replaced out(STDOUT_FILENO, output.ends[1]);
        code = run();
    }
    sender.join();
    output.close(1);
    std::array<char, 200> read{};
    const ssize_t size = ::read(output.ends[0], read.data(), read.size());
    EXPECT_TRUE(code == ExitCode::clean);
    EXPECT_EQ(std::string_view(read.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))),
              "{\"line\":1,\"ok\":true,\"findings\":[]}\n");
}

TEST(Pipe, ends_well_if_its_reader_has_gone) {
    Pipe input;
    Pipe output;
    EXPECT_TRUE(base::write_all(input.ends[1], "{}\n"));
    input.close(1);
    output.close(0);
    const Replaced in(STDIN_FILENO, input.ends[0]);
    const Replaced out(STDOUT_FILENO, output.ends[1]);
    EXPECT_TRUE(run() == ExitCode::clean);
}

} // namespace
} // namespace renkei::cli::pipe_test
