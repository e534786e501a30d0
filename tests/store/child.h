// This test program once more, as another process that does one thing (child.cpp: `roles`).
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

namespace renkei::store {

class Child {
public:
    using Environment = std::vector<std::pair<std::string, std::string>>;
    Child(const std::string& role, const std::vector<std::string>& arguments,
          const Environment& environment = {});
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child(); // killed if it still runs

    std::string line();   // the next line it prints; empty: it ended
    std::string output(); // all that is left
    void kill();
    int exit_code(); // waits; -9: killed by signal 9

private:
    pid_t pid_ = -1;
    int out_ = -1;
    bool ended_ = false;
    int code_ = 0;
};

} // namespace renkei::store
