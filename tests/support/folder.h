// A folder of a test's own, gone at the end with everything in it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace renkei::test {

class Folder {
public:
    enum class Where : bool {
        disk,
        memory, // a store waits for its disk, and not every test is about disks
    };
    Folder() : Folder(Where::disk) {}
    explicit Folder(Where where) {
        const std::filesystem::path memory = "/dev/shm";
        const bool in_memory = where == Where::memory && std::filesystem::is_directory(memory);
        std::string name =
            ((in_memory ? memory : std::filesystem::temp_directory_path()) / "renkei-test-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored; // a file that stays does no harm
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

} // namespace renkei::test
