#include "gateway/base/new_file.h"

#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace renkei::base::new_file_test {
namespace {

namespace fs = std::filesystem;
using diag::Message;

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
    std::size_t files() const { return static_cast<std::size_t>(std::distance(fs::directory_iterator(path_), fs::directory_iterator())); }

private:
    fs::path path_;
};

TEST(NewFile, has_its_name_only_when_it_is_whole) {
    const Folder folder;
    NewFile file = *NewFile::open(folder.file("a"), Overwrite::no);
    ASSERT_TRUE(file.append("one "));
    ASSERT_TRUE(file.append("two"));
    EXPECT_FALSE(fs::exists(folder.file("a")));
    ASSERT_TRUE(file.commit());
    EXPECT_EQ(*read_file(folder.file("a")), "one two");
    EXPECT_EQ(folder.files(), 1U);
}

TEST(NewFile, leaves_nothing_behind_when_it_is_given_up) {
    const Folder folder;
    {
        NewFile file = *NewFile::open(folder.file("a"), Overwrite::no);
        ASSERT_TRUE(file.append("half"));
    }
    EXPECT_EQ(folder.files(), 0U);
}

TEST(NewFile, does_not_overwrite_what_came_into_being_meanwhile) {
    const Folder folder;
    NewFile mine = *NewFile::open(folder.file("a"), Overwrite::no);
    NewFile other = *NewFile::open(folder.file("a"), Overwrite::no);
    ASSERT_TRUE(mine.append("mine"));
    ASSERT_TRUE(other.append("other"));
    ASSERT_TRUE(other.commit());
    const auto late = mine.commit();
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().message, Message::file_exists);
    EXPECT_EQ(*read_file(folder.file("a")), "other");
}

TEST(NewFile, takes_the_place_of_an_old_one_only_if_that_was_asked_for) {
    const Folder folder;
    ASSERT_TRUE(write_file(folder.file("a"), "old", Overwrite::no));
    EXPECT_EQ(write_file(folder.file("a"), "new", Overwrite::no).error().message, Message::file_exists);
    EXPECT_EQ(*read_file(folder.file("a")), "old");
    ASSERT_TRUE(write_file(folder.file("a"), "new", Overwrite::yes));
    EXPECT_EQ(*read_file(folder.file("a")), "new");
    EXPECT_EQ(folder.files(), 1U);
}

TEST(NewFile, that_is_a_fifo_or_a_device_is_written_into_and_stays_what_it_is) {
    const Folder folder;
    const fs::path fifo = folder.file("fifo");
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    EXPECT_EQ(NewFile::open(fifo, Overwrite::no).error().message, Message::file_exists);
    const Descriptor reader(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK));
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

TEST(NewFile, passes_by_what_a_killed_run_left) {
    const Folder folder;
    const std::string left = "a." + std::to_string(::getpid()) + "-0.part";
    ASSERT_TRUE(write_file(folder.file(left.c_str()), "left", Overwrite::no));
    ASSERT_TRUE(write_file(folder.file("a"), "whole", Overwrite::no));
    EXPECT_EQ(*read_file(folder.file("a")), "whole");
    EXPECT_EQ(*read_file(folder.file(left.c_str())), "left");
}

TEST(NewFile, has_the_mode_that_umask_says) {
    const Folder folder;
    const mode_t before = ::umask(027);
    ASSERT_TRUE(write_file(folder.file("a"), "x", Overwrite::no));
    ::umask(before);
    EXPECT_EQ(fs::status(folder.file("a")).permissions(), fs::perms(0640));
}

TEST(NewFile, is_its_owners_alone_if_that_was_asked_for) {
    const Folder folder;
    const mode_t before = ::umask(0);
    NewFile file = *NewFile::open(folder.file("a"), Overwrite::no, Readers::owner);
    ::umask(before);
    ASSERT_TRUE(file.commit());
    EXPECT_EQ(fs::status(folder.file("a")).permissions(), fs::perms(0600));
    EXPECT_TRUE(flush_name(folder.file("a")));
    EXPECT_EQ(flush_name(folder.file("no/a")).error().message, Message::file_unwritable);
}

TEST(NewFile, in_a_folder_that_is_not_there_says_so) {
    const Folder folder;
    const auto written = write_file(folder.file("no/a"), "x", Overwrite::no);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().message, Message::file_unwritable);
}

} // namespace
} // namespace renkei::base::new_file_test
