#include "gateway/core/base/blob.h"
#include "generated/messages/base.h"
#include "generated/messages/definitions.h"

#include "tests/definitions/open_r4.h"

#include <cstdlib>
#include <filesystem>

namespace renkei::definitions::open_test {
namespace {

// A folder of its own that is gone after the test.
class Folder {
public:
    explicit Folder(std::string_view name) : path_(fs::path(testing::TempDir()) / name) {
        fs::remove_all(path_);
        fs::create_directories(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { fs::remove_all(path_); }
    const fs::path& path() const { return path_; }
    fs::path file(std::string_view name, std::string_view bytes) const {
        EXPECT_TRUE(base::write_file(path_ / name, bytes, base::Overwrite::yes));
        return path_ / name;
    }

private:
    fs::path path_;
};

// Sets RENKEI_DATA for one test; tests run one to a process.
class DataFolder {
public:
    explicit DataFolder(const fs::path& path) { ::setenv("RENKEI_DATA", path.c_str(), 1); }
    DataFolder(const DataFolder&) = delete;
    DataFolder& operator=(const DataFolder&) = delete;
    ~DataFolder() { ::unsetenv("RENKEI_DATA"); }
};

Message error_of(const fs::path& path) {
    const auto opened = R4Definitions::open(path);
    EXPECT_FALSE(opened);
    return opened ? Message{} : opened.error().message;
}

TEST(Open, finds_the_file_built_with_the_program) {
    ::unsetenv("RENKEI_DATA");
    const auto found = find_data_file("r4.defs");
    ASSERT_TRUE(found);
    EXPECT_TRUE(fs::equivalent(*found, RENKEI_BINARY "/share/r4.defs"));
    EXPECT_TRUE(R4Definitions::open());
}

TEST(Open, takes_the_chosen_folder_first) {
    const Folder folder("renkei-defs-chosen");
    const fs::path file = folder.file("r4.defs", "anything");
    const DataFolder chosen(folder.path());
    EXPECT_EQ(find_data_file("r4.defs").value_or(""), file);
}

TEST(Open, does_not_look_elsewhere_when_the_chosen_folder_lacks_the_file) {
    const Folder folder("renkei-defs-empty");
    const DataFolder chosen(folder.path());
    const auto found = find_data_file("r4.defs");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().message, message::data_file_not_chosen);
    EXPECT_EQ(found.error().where.file, (folder.path() / "r4.defs").string());
}

TEST(Open, names_the_file_that_is_missing) {
    ::unsetenv("RENKEI_DATA");
    const auto found = find_data_file("no-such.defs");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().message, message::data_file_missing);
    EXPECT_EQ(found.error().args.at(0), "no-such.defs");
}

TEST(Open, refuses_what_is_not_a_definitions_file) {
    const Folder folder("renkei-defs-wrong");
    const std::string whole = base::read_file(RENKEI_BINARY "/share/r4.defs").value();
    EXPECT_EQ(error_of(folder.path() / "absent"), message::file_unreadable);
    EXPECT_EQ(error_of(folder.file("empty", "")), message::blob_wrong);
    EXPECT_EQ(error_of(folder.file("text", std::string(1000, 'x'))), message::blob_wrong);
    EXPECT_EQ(error_of(folder.file("cut", std::string_view(whole).substr(0, whole.size() / 2))),
              message::blob_wrong);
    EXPECT_EQ(error_of(folder.file("other", base::BlobWriter().finish("form", layout_version))),
              message::blob_wrong);
    EXPECT_EQ(error_of(folder.file("older", base::BlobWriter().finish("defs", layout_version + 1))),
              message::blob_wrong);
    EXPECT_EQ(error_of(folder.file("hollow", base::BlobWriter().finish("defs", layout_version))),
              message::definitions_empty);
}

TEST(Open, says_which_file_is_wrong) {
    const Folder folder("renkei-defs-named");
    const fs::path file = folder.file("r4.defs", "not definitions");
    const auto opened = R4Definitions::open(file);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().where.file, file.string());
}

} // namespace
} // namespace renkei::definitions::open_test
