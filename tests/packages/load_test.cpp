#include "gateway/fhir/packages/archive.h"
#include "gateway/fhir/packages/load.h"
#include "generated/messages/packages.h"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <utility>
#include <vector>

namespace renkei::packages::load_test {
namespace {

using Files = std::vector<std::pair<std::string, std::string>>;

struct Folder {
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    fs::path path = fs::temp_directory_path() / ("renkei-packages-" + std::to_string(::getpid()));
};

fs::path pack(const Folder& folder, const Files& files) {
    const fs::path path = folder.path / "some.package-1.0.0.tgz";
    ::archive* out = archive_write_new();
    archive_write_add_filter_gzip(out);
    archive_write_set_format_pax_restricted(out);
    EXPECT_EQ(archive_write_open_filename(out, path.c_str()), ARCHIVE_OK);
    for (const auto& [name, content] : files) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(out, entry);
        archive_write_data(out, content.data(), content.size());
        archive_entry_free(entry);
    }
    archive_write_free(out);
    return path;
}

const Files small{
    {"package/package.json", R"({"name":"some.package","version":"1.0.0","fhirVersions":["4.0.1"],)"
                             R"("dependencies":{"hl7.fhir.r4.core":"4.0.1"}})"},
    {"package/ValueSet-a.json", R"({"resourceType":"ValueSet","id":"a","url":"http://x.jp/a"})"},
    {"package/example/Patient-p.json", R"({"resourceType":"Patient","id":"p"})"},
    {"package/.index.json", R"({"files":[]})"},
};

TEST(A_package, is_read_from_its_archive) {
    const Folder folder;
    diag::Report report;
    const auto image = load(pack(folder, small), report);
    ASSERT_TRUE(image) << to_text(image.error(), diag::Language::english);
    EXPECT_TRUE(report.empty());
    EXPECT_EQ(image->text(image->package().name), "some.package");
    ASSERT_EQ(image->resources().size(), 1U); // the example is no definition
    EXPECT_EQ(image->text(image->resources()[0].url), "http://x.jp/a");
    ASSERT_EQ(image->dependencies().size(), 1U);
    EXPECT_EQ(image->text(image->dependencies()[0].name), "hl7.fhir.r4.core");
}

TEST(A_package, is_kept_compiled_beside_its_archive) {
    const Folder folder;
    diag::Report report;
    const fs::path path = pack(folder, small);
    ASSERT_TRUE(load(path, report));
    std::size_t compiled = 0;
    for (const auto& entry : fs::directory_iterator(folder.path)) {
        compiled += entry.path().extension() == ".renkei" ? 1U : 0U;
    }
    EXPECT_EQ(compiled, 1U);
    const auto again = load(path, report);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->resources().size(), 1U);
}

TEST(A_package, that_changed_is_compiled_again) {
    const Folder folder;
    diag::Report report;
    ASSERT_TRUE(load(pack(folder, small), report));
    Files more = small;
    more.emplace_back("package/ValueSet-b.json",
                      R"({"resourceType":"ValueSet","id":"b","url":"http://x.jp/b"})");
    const auto image = load(pack(folder, more), report);
    ASSERT_TRUE(image);
    EXPECT_EQ(image->resources().size(), 2U);
}

TEST(A_package, names_the_file_that_cannot_be_read_and_keeps_the_rest) {
    const Folder folder;
    diag::Report report;
    Files files = small;
    files.emplace_back("package/ValueSet-bad.json", "{");
    const auto image = load(pack(folder, files), report);
    ASSERT_TRUE(image);
    EXPECT_EQ(image->resources().size(), 1U);
    ASSERT_EQ(report.total(), 1U);
    EXPECT_THAT(to_text(report.findings()[0], diag::Language::english),
                testing::HasSubstr("ValueSet-bad.json"));
}

struct Layout {
    std::string_view way;
    Files files;
};

// As other tools pack: npm takes whatever root there is.
TEST(A_package, is_read_whatever_its_root_is_called) {
    const auto under = [](const std::string& root) {
        Files out;
        for (const auto& [name, content] : small) {
            out.emplace_back(root + name.substr(std::string_view("package/").size()), content);
        }
        return out;
    };
    const std::vector<Layout> layouts{
        {"npm", under("package/")},
        {"tar of a folder", under("./package/")},
        {"no root", under("")},
        {"tar of .", under("./")},
        {"a repository", under("some.package-3f2a1b/")},
        {"a cache", under("some.package#1.0.0/package/")},
        {"Windows", under("package\\")},
        {"no manifest",
         {{"guide/ValueSet-a.json", small[1].second}, {"guide/example/Patient-p.json", small[2].second}}}};
    for (const Layout& layout : layouts) {
        const Folder folder;
        diag::Report report;
        const auto image = load(pack(folder, layout.files), report);
        ASSERT_TRUE(image) << layout.way;
        EXPECT_EQ(image->resources().size(), 1U) << layout.way; // the example is no definition
        EXPECT_TRUE(report.empty()) << layout.way;
        EXPECT_EQ(image->dependencies().size(), layout.way == "no manifest" ? 0U : 1U) << layout.way;
    }
}

TEST(A_package, may_have_the_mark_of_its_encoding_before_its_files) {
    const Folder folder;
    diag::Report report;
    Files files = small;
    for (auto& [name, content] : files) {
        content.insert(0, "\xEF\xBB\xBF");
    }
    const auto image = load(pack(folder, files), report);
    ASSERT_TRUE(image);
    EXPECT_TRUE(report.empty());
    EXPECT_EQ(image->text(image->package().name), "some.package");
    EXPECT_EQ(image->resources().size(), 1U);
    EXPECT_TRUE(image_of("\xEF\xBB\xBF" + small[1].second, "a.json"));
}

TEST(A_package, names_its_FHIR_version_as_it_was_called_at_first_too) {
    const Folder folder;
    diag::Report report;
    Files files = small;
    files[0].second = R"({"name":"some.package","version":"1.0.0","fhir-version-list":["3.0.2"]})";
    const auto image = load(pack(folder, files), report);
    ASSERT_TRUE(image);
    EXPECT_EQ(image->text(image->package().fhir_version), "3.0.2");
}

TEST(A_package, without_a_resource_is_refused) {
    const Folder folder;
    diag::Report report;
    const auto image = load(pack(folder, {{"package/readme.md", "nothing"}}), report);
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().message, diag::message::package_empty);
}

TEST(A_package, that_is_not_an_archive_is_refused) {
    const Folder folder;
    diag::Report report;
    const fs::path path = folder.path / "x.tgz";
    ASSERT_TRUE(base::write_file(path, "this is no archive", base::Overwrite::yes));
    const auto image = load(path, report);
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().message, diag::message::package_unreadable);
    EXPECT_EQ(image.error().where.file, path.string());
}

TEST(A_package, is_bounded) {
    const Folder folder;
    const fs::path path = pack(folder, {{"package/a.json", std::string(1'000'000, ' ')}});
    const auto nothing = [](std::string_view, std::string_view) {};
    EXPECT_TRUE(each_file(path, nothing));
    EXPECT_FALSE(each_file(path, nothing, {.max_bytes = 999'999}));
    EXPECT_FALSE(each_file(path, nothing, {.max_file = 999'999}));
    EXPECT_FALSE(each_file(path, nothing, {.max_files = 0}));
}

TEST(A_folder, is_a_package_too) {
    const Folder folder;
    diag::Report report;
    ASSERT_TRUE(base::write_file(folder.path / "ValueSet-a.json", small[1].second, base::Overwrite::yes));
    const auto image = load(folder.path, report);
    ASSERT_TRUE(image);
    EXPECT_EQ(image->resources().size(), 1U);
}

TEST(A_folder, may_hold_the_package_in_a_folder_of_its_own) {
    for (const std::string inner : {"package", "some.package#1.0.0/package", "some.package-1.0.0"}) {
        const Folder folder;
        diag::Report report;
        fs::create_directories(folder.path / inner);
        ASSERT_TRUE(
            base::write_file(folder.path / inner / "ValueSet-a.json", small[1].second, base::Overwrite::yes));
        const auto image = load(folder.path, report);
        ASSERT_TRUE(image) << inner;
        EXPECT_EQ(image->resources().size(), 1U) << inner;
    }
}

TEST(A_single_resource, is_a_package_too) {
    const auto image = image_of(small[1].second, "a.json");
    ASSERT_TRUE(image);
    EXPECT_EQ(image->resources().size(), 1U);
    EXPECT_FALSE(image_of("{", "a.json"));
}

} // namespace
} // namespace renkei::packages::load_test
