// A bar on the terminal that says how many of many inputs are done.
#pragma once

#include <cstddef>

namespace renkei::cli {

class Progress {
public:
    explicit Progress(std::size_t all) : all_(all) {}
    void show(std::size_t done); // nothing if standard error is no terminal, or there is one input
    void clear();                // before anything else is printed

private:
    std::size_t all_;
    bool is_shown_ = false;
};

} // namespace renkei::cli
