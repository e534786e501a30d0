// A drop folder of a test's own, and a desk that takes what it gives.
#pragma once

#include "gateway/exchange/folder.h"
#include "tests/exchange/temporary_folder.h"

namespace renkei::exchange {

using Names = std::vector<std::string>;
using Kind = FolderAnswer::Kind;

inline constexpr base::Millis settle = 10;

// Takes everything, refuses "bad", wants "busy" later; remembers what it was given.
struct Desk {
    std::vector<std::pair<std::string, std::string>> taken{};
    bool is_busy = false;
    TakeFile take() {
        return [this](std::string_view bytes, const std::string& name) -> FolderAnswer {
            if (is_busy) {
                return {.kind = Kind::later};
            }
            taken.emplace_back(name, bytes);
            const bool is_bad = bytes == "bad";
            return {.kind = is_bad ? Kind::refused : Kind::taken, .result = "{\"bytes\":" + std::to_string(bytes.size()) + "}", .problem = is_bad ? "R101" : ""};
        };
    }
};

inline Folder open(const TemporaryFolder& root, TakeFile take, std::size_t most = 1000) {
    return *Folder::open({.root = root.path(), .settle_ms = settle, .stale_ms = 100, .most_bytes = most}, std::move(take));
}

inline std::size_t scan_settled(Folder& folder) {
    EXPECT_EQ(folder.scan(0), 0U);
    return *folder.scan(settle);
}

} // namespace renkei::exchange
