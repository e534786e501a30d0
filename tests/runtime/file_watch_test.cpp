// Files that change are noticed.
#include "gateway/network/runtime/file_watch.h"

#include "tests/support/folder.h"

#include <fstream>

namespace renkei::runtime::file_watch_test {
namespace {

TEST(FileWatch, reports_a_change_again_if_it_could_not_be_used) {
    const renkei::test::Folder folder;
    const std::filesystem::path file = folder.path() / "server.pem";
    FileWatch watch({file});
    EXPECT_FALSE(watch.changed());
    std::ofstream(file) << "half a certificate";
    EXPECT_TRUE(watch.changed());
    watch.again();
    EXPECT_TRUE(watch.changed());
    EXPECT_FALSE(watch.changed());
}

} // namespace
} // namespace renkei::runtime::file_watch_test
