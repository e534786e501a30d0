// fuzz_replay TARGET FILE…: runs a fuzz target over files instead of random bytes, each whole and cut in the
// middle. A file may be a folder.
#include "gateway/core/base/file.h"

#include "tests/fuzz/target.h"
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::fuzz::replay {
namespace {

std::vector<fs::path> files_under(const fs::path& place) {
    if (fs::is_regular_file(place)) {
        return {place};
    }
    std::vector<fs::path> out;
    std::error_code absent;
    for (const auto& entry : fs::recursive_directory_iterator(place, absent)) {
        if (entry.is_regular_file()) {
            out.push_back(entry.path());
        }
    }
    std::ranges::sort(out);
    return out;
}

constexpr int wrong_call = 3;

void run(Target target, std::string_view bytes) {
    // a copy of exactly this size, so that the address sanitizer sees a read behind the end
    const std::vector<std::uint8_t> exact(bytes.begin(), bytes.end());
    target(exact.data(), exact.size());
}

// The target that has this name; what is wrong is said.
Target target_named(std::string_view name) {
    const auto found = targets().find(name);
    if (found != targets().end()) {
        return found->second;
    }
    fmt::print(stderr, "expected fuzz_replay TARGET FILE…, found {}; the targets are\n",
               name.empty() ? "no target" : fmt::format("the target {}", name));
    for (const auto& [each, target] : targets()) {
        fmt::print(stderr, "  {}\n", each);
    }
    return nullptr;
}

int replay(Target target, const std::vector<std::string>& places) {
    std::size_t inputs = 0;
    for (const std::string& place : places) {
        for (const fs::path& file : files_under(place)) {
            fmt::print(stderr, "{}\n", file.string()); // the last one named is the one that crashed
            const auto bytes = base::read_file(file);
            if (!bytes) {
                return 1;
            }
            run(target, *bytes);
            run(target, std::string_view(*bytes).substr(0, bytes->size() / 2));
            ++inputs;
        }
    }
    run(target, "");
    fmt::print("{} inputs\n", inputs);
    return inputs > 0 ? 0 : 1;
}

} // namespace
} // namespace renkei::fuzz::replay

int main(int argc, char** argv) {
    using namespace renkei::fuzz;
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    const Target target = replay::target_named(arguments.empty() ? "" : arguments.front());
    return target == nullptr ? replay::wrong_call
                             : replay::replay(target, {arguments.begin() + 1, arguments.end()});
}
