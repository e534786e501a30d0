// A folder that is gone at the end.
#pragma once

#include "gateway/base/file.h"

#include <cstdlib>
#include <gtest/gtest.h>

namespace renkei::exchange {

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "renkei-exchange-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        path_ = name;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }
    // Names in a folder below, sorted.
    std::vector<std::string> names(const std::filesystem::path& below = {}) const {
        std::vector<std::string> out;
        for (const auto& entry : std::filesystem::directory_iterator(path_ / below)) {
            out.push_back(entry.path().filename().string());
        }
        std::sort(out.begin(), out.end());
        return out;
    }

private:
    std::filesystem::path path_;
};

inline void put(const std::filesystem::path& file, std::string_view bytes) {
    ASSERT_TRUE(base::write_file(file, bytes, base::Overwrite::yes)) << file;
}

} // namespace renkei::exchange
