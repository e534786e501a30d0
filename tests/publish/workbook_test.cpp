#include "gateway/core/base/file.h"
#include "gateway/forms/publish/workbook.h"

#include "tests/support/temporary_folder.h"
#include <gtest/gtest.h>

#include <cstdlib>

namespace renkei::publish::workbook_test {
namespace {

// The first sheet, unpacked.
std::string sheet_of(const Sheet& sheet) {
    const test::TemporaryFolder folder;
    const std::string path = (folder.path() / "a.xlsx").string();
    EXPECT_TRUE(base::write_file(path, write_workbook({&sheet, 1}), base::Overwrite::no));
    const std::string command = "cd '" + folder.path().string() +
                                "' && python3 -c \"import zipfile; zipfile.ZipFile('a.xlsx').extractall()\"";
    EXPECT_EQ(std::system(command.c_str()), 0);
    const diag::Result<std::string> read = base::read_file(folder.path() / "xl/worksheets/sheet1.xml");
    return read ? *read : "";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Workbook, head_stays_in_sight_and_filters_the_rows) {
    const std::vector<std::string> cells(28, "x");
    const std::string sheet = sheet_of({.name = "a", .has_head = true, .rows = {cells, cells, cells}});
    EXPECT_TRUE(has(sheet, "topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"")) << sheet;
    EXPECT_TRUE(has(sheet, "</sheetData><autoFilter ref=\"A1:AB3\"/></worksheet>")) << sheet;
}

TEST(Workbook, sheet_without_head_has_rows_only) {
    const std::string sheet = sheet_of({.name = "a", .has_head = false, .rows = {{"x"}}});
    EXPECT_FALSE(has(sheet, "frozen"));
    EXPECT_FALSE(has(sheet, "autoFilter"));
}

} // namespace
} // namespace renkei::publish::workbook_test
