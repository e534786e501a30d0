// A program that runs beside the test: started, listened to, stopped or killed, and never left behind.
#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace renkei::e2e {

struct Ended {
    int code = -1; // exit code; -1: ended by a signal
    int signal = 0;
    std::string out{};
    std::string err{};
};

using Environment = std::map<std::string, std::string>; // added to ours

// Runs to its end.
Ended run(const std::vector<std::string>& command, const Environment& environment = {},
          const std::string& input = {});

class Process {
public:
    // Standard error goes to the file.
    Process(const std::vector<std::string>& command, const Environment& environment,
            const std::string& error_file);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process(); // kills what still runs

    // The first line of standard output that begins so; empty: it ended before.
    std::string wait_for_line(const std::string& beginning);
    void signal(int number) const;
    Ended wait(); // until it has ended
    bool has_ended();
    pid_t id() const { return id_; }

private:
    pid_t id_ = -1;
    int output_ = -1;
    std::string read_;
    bool waited_ = false;
    Ended ended_;
};

} // namespace renkei::e2e
