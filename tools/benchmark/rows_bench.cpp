// Measures the program itself with one file of many rows: rows in a second, processor time, and the most
// memory that it takes. Two programs are measured in turns. Never a test.
//   renkei_bench_rows PROGRAM FORM-FILE [ROWS [ROUNDS [OTHER-PROGRAM]]]     FORM-FILE: one row
#include "gateway/core/base/file.h"

#include "tools/benchmark/race.h"
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

using namespace renkei;
using benchmark::median;
namespace fs = std::filesystem;

namespace {

[[noreturn]] void stop(const std::string& why) {
    fmt::print(stderr, "{}\n", why);
    std::exit(2);
}

struct Way {
    std::string name;
    std::vector<std::string> words;
};

struct Measured {
    std::vector<double> seconds{};
    std::vector<double> cpu{};
    long most = 0; // KiB
};

double seconds_of(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

void run(const std::string& program, const std::vector<std::string>& words, Measured& out) {
    std::vector<char*> arguments{const_cast<char*>(program.c_str())};
    for (const std::string& word : words) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    const auto start = std::chrono::steady_clock::now();
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(::open("/dev/null", O_WRONLY), STDOUT_FILENO);
        ::execv(arguments.front(), arguments.data());
        ::_exit(127);
    }
    int status = 0;
    rusage used{};
    if (::wait4(child, &status, 0, &used) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        stop(fmt::format("{} does not convert the file", program));
    }
    out.seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    out.cpu.push_back(seconds_of(used.ru_utime) + seconds_of(used.ru_stime));
    out.most = std::max(out.most, used.ru_maxrss);
}

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        stop("usage: renkei_bench_rows PROGRAM FORM-FILE [ROWS [ROUNDS [OTHER-PROGRAM]]]");
    }
    std::vector<std::string> programs{argv[1]};
    const int rows = argc > 3 ? std::atoi(argv[3]) : 6000;
    const int rounds = argc > 4 ? std::atoi(argv[4]) : 5;
    if (argc > 5) {
        programs.emplace_back(argv[5]);
    }
    const auto row = base::read_file(argv[2]);
    std::string folder = (fs::temp_directory_path() / "renkei-rows-XXXXXX").string();
    if (!row || ::mkdtemp(folder.data()) == nullptr) {
        stop("the form file cannot be read, or there is no temporary folder");
    }
    std::string bytes;
    for (int i = 0; i < rows; ++i) {
        bytes += *row;
    }
    const std::string csv = folder + "/rows.csv";
    const std::string lines = folder + "/rows.ndjson";
    if (!base::write_file(csv, bytes, base::Overwrite::no)) {
        stop("there is no room in " + folder);
    }
    const std::vector<Way> ways{
        {"to a file", {"convert", csv, "-o", lines, "--overwrite"}},
        {"to standard output", {"convert", csv}},
        {"and back", {"convert", lines, "-o", folder + "/back.csv", "--overwrite"}},
    };
    std::vector<std::vector<Measured>> measured(ways.size(), std::vector<Measured>(programs.size()));
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t way = 0; way < ways.size(); ++way) {
            for (std::size_t program = 0; program < programs.size(); ++program) {
                run(programs[program], ways[way].words, measured[way][program]);
            }
        }
    }
    fmt::print("{} rows, {:.1f} MB, become {:.0f} MB; medians of {} rounds\n", rows,
               static_cast<double>(bytes.size()) * 1e-6, static_cast<double>(fs::file_size(lines)) * 1e-6,
               rounds);
    for (std::size_t way = 0; way < ways.size(); ++way) {
        for (std::size_t program = 0; program < programs.size(); ++program) {
            const Measured& one = measured[way][program];
            const double seconds = median(one.seconds);
            fmt::print("  {:<20} {:>8.0f} rows/s  CPU {:>7.1f} µs/row  at most {:>5} MB   ratio to the first "
                       "{:.2f}, "
                       "CPU {:.2f}   {}\n",
                       ways[way].name, rows / seconds, median(one.cpu) * 1e6 / rows, one.most / 1024,
                       median(measured[way][0].seconds) / seconds,
                       median(one.cpu) / median(measured[way][0].cpu), programs[program]);
        }
    }
    fs::remove_all(folder);
    return 0;
}
