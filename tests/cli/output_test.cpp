#include "gateway/cli/output.h"

#include "tests/kit/folder.h"

#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/resource.h>

namespace renkei::cli {
namespace {

// As on a disk that is full: files of this process may have so many bytes.
class Narrow {
public:
    explicit Narrow(rlim_t bytes) : before_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &limit_);
        const rlimit narrow{bytes, limit_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &narrow);
    }
    Narrow(const Narrow&) = delete;
    Narrow& operator=(const Narrow&) = delete;
    ~Narrow() {
        ::setrlimit(RLIMIT_FSIZE, &limit_);
        std::signal(SIGXFSZ, before_);
    }

private:
    void (*before_)(int);
    rlimit limit_{};
};

TEST(Output, a_file_that_could_not_be_written_is_not_there_and_the_old_one_stays) {
    const test::Folder folder;
    for (const bool is_there : {false, true}) {
        const std::filesystem::path file = folder.path() / "out.json";
        if (is_there) {
            std::ofstream(file) << "old";
        }
        const auto output = open_output({.path = file.string(), .join = true, .overwrite = true}, true);
        ASSERT_TRUE(output);
        std::vector<std::string> written;
        {
            const Narrow disk(10'000);
            EXPECT_FALSE((*output)->put({{.name = "a", .bytes = std::string(20'000, 'x')}}, written));
        }
        EXPECT_FALSE((*output)->put({{.name = "b", .bytes = "more"}}, written)) << "the first part is not there";
        EXPECT_TRUE((*output)->finish());
        EXPECT_TRUE(written.empty());
        EXPECT_EQ(std::filesystem::exists(file), is_there);
        EXPECT_TRUE(!is_there || std::filesystem::file_size(file) == 3);
    }
}

} // namespace
} // namespace renkei::cli
