// A folder that is gone at the end.
#pragma once

#include "gateway/core/base/file.h"

#include "tests/support/folder.h"
#include <gtest/gtest.h>

#include <cstdlib>

namespace renkei::test {

class TemporaryFolder : public test::Folder {
public:
    // Names in a folder below, sorted.
    std::vector<std::string> names(const std::filesystem::path& below = {}) const {
        std::vector<std::string> out;
        for (const auto& entry : std::filesystem::directory_iterator(path() / below)) {
            out.push_back(entry.path().filename().string());
        }
        std::sort(out.begin(), out.end());
        return out;
    }
};

inline void put(const std::filesystem::path& file, std::string_view bytes) {
    ASSERT_TRUE(base::write_file(file, bytes, base::Overwrite::yes)) << file;
}

} // namespace renkei::test
