// Runs one disabled test of this program in a process of its own, which may die at a step.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace renkei::test {

struct ChildEnd {
    bool was_killed = false;
    int status = 0;
};
ChildEnd run_child(const std::string& test,
                   const std::vector<std::pair<std::string, std::string>>& environment);

} // namespace renkei::test
