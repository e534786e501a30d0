#include "gateway/core/base/atomic_file.h"
#include "generated/messages/base.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

namespace renkei::base::atomic_file_test {
namespace {

// A folder that is gone at the end.
class Folder {
public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "renkei-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        path_ = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { fs::remove_all(path_); }
    fs::path file(const char* name) const { return path_ / name; }
    std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
    }

private:
    fs::path path_;
};

TEST(AtomicFile, has_its_name_only_after_commit) {
    const Folder folder;
    AtomicFile file = *AtomicFile::open(folder.file("a"), Overwrite::no);
    ASSERT_TRUE(file.append("one "));
    ASSERT_TRUE(file.append("two"));
    EXPECT_FALSE(fs::exists(folder.file("a")));
    ASSERT_TRUE(file.commit());
    EXPECT_EQ(*read_file(folder.file("a")), "one two");
    EXPECT_EQ(folder.files(), 1U);
}

TEST(AtomicFile, is_removed_if_it_is_not_committed) {
    const Folder folder;
    {
        AtomicFile file = *AtomicFile::open(folder.file("a"), Overwrite::no);
        ASSERT_TRUE(file.append("half"));
    }
    EXPECT_EQ(folder.files(), 0U);
}

TEST(AtomicFile, does_not_overwrite_a_file_created_meanwhile) {
    const Folder folder;
    AtomicFile mine = *AtomicFile::open(folder.file("a"), Overwrite::no);
    AtomicFile other = *AtomicFile::open(folder.file("a"), Overwrite::no);
    ASSERT_TRUE(mine.append("mine"));
    ASSERT_TRUE(other.append("other"));
    ASSERT_TRUE(other.commit());
    const auto late = mine.commit();
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().message, message::file_exists);
    EXPECT_EQ(*read_file(folder.file("a")), "other");
}

TEST(AtomicFile, replaces_an_old_file_only_on_request) {
    const Folder folder;
    ASSERT_TRUE(write_file(folder.file("a"), "old", Overwrite::no));
    EXPECT_EQ(write_file(folder.file("a"), "new", Overwrite::no).error().message, message::file_exists);
    EXPECT_EQ(*read_file(folder.file("a")), "old");
    ASSERT_TRUE(write_file(folder.file("a"), "new", Overwrite::yes));
    EXPECT_EQ(*read_file(folder.file("a")), "new");
    EXPECT_EQ(folder.files(), 1U);
}

TEST(AtomicFile, writes_directly_into_a_fifo_or_a_device) {
    const Folder folder;
    const fs::path fifo = folder.file("fifo");
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_EQ(AtomicFile::open(fifo, Overwrite::no).error().message, message::file_exists);
    const FileDescriptor reader(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK));
    ASSERT_TRUE(reader.ok());
    ASSERT_TRUE(write_file(fifo, "through", Overwrite::yes));
    char read[16] = {};
    EXPECT_EQ(::read(reader.number(), read, sizeof read), 7);
    EXPECT_STREQ(read, "through");
    EXPECT_EQ(fs::status(fifo).type(), fs::file_type::fifo);
    EXPECT_EQ(folder.files(), 1U);

    const fs::path link = folder.file("null");
    fs::create_symlink("/dev/null", link);
    EXPECT_TRUE(write_file(link, "gone", Overwrite::yes));
    EXPECT_TRUE(fs::is_symlink(link));
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(AtomicFile, ignores_leftovers_of_a_killed_process) {
    const Folder folder;
    const std::string left = "a." + std::to_string(::getpid()) + "-0.part";
    ASSERT_TRUE(write_file(folder.file(left.c_str()), "left", Overwrite::no));
    ASSERT_TRUE(write_file(folder.file("a"), "whole", Overwrite::no));
    EXPECT_EQ(*read_file(folder.file("a")), "whole");
    EXPECT_EQ(*read_file(folder.file(left.c_str())), "left");
}

TEST(AtomicFile, has_the_mode_of_umask) {
    const Folder folder;
    const mode_t before = ::umask(027);
    ASSERT_TRUE(write_file(folder.file("a"), "x", Overwrite::no));
    ::umask(before);
    EXPECT_EQ(fs::status(folder.file("a")).permissions(), fs::perms(0640));
}

TEST(AtomicFile, is_readable_by_its_owner_only_on_request) {
    const Folder folder;
    const mode_t before = ::umask(0);
    AtomicFile file = *AtomicFile::open(folder.file("a"), Overwrite::no, Permissions::owner);
    ::umask(before);
    ASSERT_TRUE(file.commit());
    EXPECT_EQ(fs::status(folder.file("a")).permissions(), fs::perms(0600));
    EXPECT_TRUE(fsync_parent_folder(folder.file("a")));
    EXPECT_EQ(fsync_parent_folder(folder.file("no/a")).error().message, message::file_unwritable);
}

TEST(AtomicFile, in_a_missing_folder_is_an_error) {
    const Folder folder;
    const auto written = write_file(folder.file("no/a"), "x", Overwrite::no);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().message, message::file_unwritable);
}

} // namespace
} // namespace renkei::base::atomic_file_test
