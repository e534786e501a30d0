// A drop folder of a test's own, and a worker that takes what it gives.
#pragma once

#include "gateway/network/folders/watched_folder.h"

#include "tests/support/temporary_folder.h"

namespace renkei::folders {

using Names = std::vector<std::string>;
using Kind = IntakeResult::Kind;

inline constexpr base::Millis settle = 10;

// What takes one file at a time.
using SubmitFile = std::function<IntakeResult(std::string_view bytes, const std::string& file_name)>;
inline SubmitFiles one_by_one(SubmitFile take) {
    return [take = std::move(take)](const std::vector<ReadFile>& files) {
        std::vector<IntakeResult> out;
        for (const ReadFile& each : files) {
            out.push_back(take(each.bytes, each.name));
        }
        return out;
    };
}

// Takes everything, refuses "bad", wants "busy" later; remembers what it was given.
struct FakeIntake {
    std::vector<std::pair<std::string, std::string>> taken{};
    bool is_busy = false;
    SubmitFile take() {
        return [this](std::string_view bytes, const std::string& name) -> IntakeResult {
            if (is_busy) {
                return {.kind = Kind::later};
            }
            taken.emplace_back(name, bytes);
            const bool is_bad = bytes == "bad";
            return {.kind = is_bad ? Kind::refused : Kind::taken,
                    .result = "{\"bytes\":" + std::to_string(bytes.size()) + "}",
                    .problem = is_bad ? "R101" : ""};
        };
    }
};

inline WatchedFolder open(const test::TemporaryFolder& root, SubmitFile take, std::size_t most = 1000) {
    return *WatchedFolder::open(
        {.root = root.path(), .settle_ms = settle, .stale_ms = 100, .max_bytes = most},
        one_by_one(std::move(take)));
}

inline std::size_t scan_settled(WatchedFolder& folder) {
    EXPECT_EQ(folder.scan(0), 0U);
    return *folder.scan(settle);
}

} // namespace renkei::folders
