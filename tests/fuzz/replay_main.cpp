// Runs a fuzz target over files instead of random bytes: each file whole, and cut in the middle.
#include "gateway/core/base/file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_under(const fs::path& folder) {
    std::vector<fs::path> out;
    std::error_code absent;
    for (const auto& entry : fs::recursive_directory_iterator(folder, absent)) {
        if (entry.is_regular_file()) {
            out.push_back(entry.path());
        }
    }
    std::ranges::sort(out);
    return out;
}

void run(std::string_view bytes) {
    // a copy of exactly this size, so that the address sanitizer sees a read behind the end
    const std::vector<std::uint8_t> exact(bytes.begin(), bytes.end());
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

} // namespace

int main(int argc, char** argv) {
    std::size_t inputs = 0;
    for (int i = 1; i < argc; ++i) {
        for (const fs::path& file : files_under(argv[i])) {
            fmt::print(stderr, "{}\n", file.string()); // the last one named is the one that crashed
            const auto bytes = renkei::base::read_file(file);
            if (!bytes) {
                return 1;
            }
            run(*bytes);
            run(std::string_view(*bytes).substr(0, bytes->size() / 2));
            ++inputs;
        }
    }
    run("");
    fmt::print("{} inputs\n", inputs);
    return inputs > 0 ? 0 : 1;
}
