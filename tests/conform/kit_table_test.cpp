// The kit's tables: every line has its cells, also empty ones.
#include "gateway/forms/conform/kit/conform_kit.h"
#include "generated/messages/conform.h"

#include "tests/conform/kit.h"
#include <gtest/gtest.h>

namespace renkei::kit_table_test {
namespace {

diag::Result<std::vector<conform::KitTableRow>> rows_of(const std::string& bytes) {
    const test::Folder folder;
    test::write(folder.path() / "table.tsv", bytes);
    return conform::read_kit_table(folder.path() / "table.tsv", 3);
}

TEST(KitTable, keeps_empty_cells) {
    const auto rows = rows_of("a\tb\tc\n1\t\t3\n1\t2\t\n");
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 2U);
    EXPECT_EQ(rows->at(0).cells, (std::vector<std::string>{"1", "", "3"}));
    EXPECT_EQ(rows->at(1).cells, (std::vector<std::string>{"1", "2", ""}));
}

TEST(KitTable, refuses_a_line_with_other_cells_and_says_what_to_do) {
    for (const char* const line : {"1\t2", "1\t2\t3\t4"}) {
        const auto rows = rows_of(std::string("a\tb\tc\n1\t2\t3\n") + line + "\n");
        ASSERT_FALSE(rows) << line;
        EXPECT_EQ(rows.error().message, diag::message::conform_table_wrong);
        EXPECT_EQ(rows.error().where.line, 3U);
        const std::string text = diag::to_text(rows.error(), diag::Language::english);
        EXPECT_NE(text.find("3 columns, separated by tabs: take the file from the kit again"),
                  std::string::npos)
            << text;
    }
}

} // namespace
} // namespace renkei::kit_table_test
