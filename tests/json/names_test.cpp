#include "gateway/core/base/blob.h"
#include "gateway/core/json/names.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace renkei::json::names_test {
namespace {

// All lengths from 0 to 40, many with the same beginning.
std::vector<std::string> many_names() {
    std::vector<std::string> out;
    for (std::size_t size = 0; size <= 40; ++size) {
        out.push_back(std::string(size, 'n'));
        for (int i = 0; i < 50 && size > 2; ++i) {
            out.push_back(std::string(size, 'n') + std::to_string(i));
        }
    }
    return out;
}

std::vector<std::string_view> views(const std::vector<std::string>& names) {
    return {names.begin(), names.end()};
}

TEST(Names, finds_each_name_and_no_other) {
    const std::vector<std::string> names = many_names();
    const NameList list(views(names));
    for (std::size_t id = 0; id < names.size(); ++id) {
        EXPECT_EQ(list.table().find(names[id]), id);
        EXPECT_EQ(list.table().name(static_cast<NameId>(id)), names[id]);
        EXPECT_EQ(list.table().find(names[id] + "x"), no_name);
    }
    EXPECT_EQ(list.table().find(std::string("nnn\0", 4)), no_name);
}

TEST(Names, an_empty_table_knows_nothing) {
    EXPECT_EQ(NameTable().find("a"), no_name);
    EXPECT_EQ(NameList(std::vector<std::string_view>{}).table().find(""), no_name);
}

TEST(Names, both_ways_to_make_a_head_agree) {
    const std::string text = "supportingInformation and what stands behind it";
    for (std::uint32_t size = 0; size < 30; ++size) {
        EXPECT_EQ(NameHead::readable(text.data(), size), NameHead::of(std::string_view(text).substr(0, size)))
            << size;
    }
}

TEST(Names, hash_spreads_names_so_that_few_slots_are_looked_at) {
    std::vector<std::string> names;
    for (int i = 0; i < 4000; ++i) {
        names.push_back(fmt::format("item_{}", i));
    }
    const NameList list(views(names));
    std::size_t longest = 0;
    std::size_t run = 0;
    for (const NameTable::Slot& slot : list.slots()) {
        run = slot.id == no_name ? 0 : run + 1;
        longest = std::max(longest, run);
    }
    EXPECT_LE(longest, 16U);
}

TEST(Names, a_table_can_live_in_a_blob) {
    const std::string_view names[] = {"resourceType", "id", "supportingInformation"};
    const NameList list(names);
    base::BlobWriter writer;
    writer.section(1, list.slots());
    writer.section(2, list.texts());
    writer.section(3, list.bytes());
    const std::string bytes = writer.finish("names", 1);
    const auto blob = base::Blob::open(bytes, "names", 1);
    ASSERT_TRUE(blob);
    const NameTable table(blob->section<NameTable::Slot>(1), blob->section<NameTable::Text>(2),
                          blob->section<char>(3));
    EXPECT_EQ(table.find("supportingInformation"), 2);
    EXPECT_EQ(table.find("supportingInformatioX"), no_name);
    EXPECT_EQ(table.name(1), "id");
}

} // namespace
} // namespace renkei::json::names_test
