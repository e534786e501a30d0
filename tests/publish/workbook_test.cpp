#include "gateway/core/base/file.h"
#include "gateway/forms/publish/table.h"

#include "tests/support/temporary_folder.h"
#include <gtest/gtest.h>

#include <cstdlib>

namespace renkei::publish::workbook_test {
namespace {

// A file of a workbook with one sheet.
std::string file_of(const Sheet& sheet, const std::string& name) {
    const test::TemporaryFolder folder;
    const std::string path = (folder.path() / "a.xlsx").string();
    EXPECT_TRUE(base::write_file(path, write_workbook({&sheet, 1}), base::Overwrite::no));
    const std::string command = "cd '" + folder.path().string() +
                                "' && python3 -c \"import zipfile; zipfile.ZipFile('a.xlsx').extractall()\"";
    EXPECT_EQ(std::system(command.c_str()), 0);
    const diag::Result<std::string> read = base::read_file(folder.path() / name);
    return read ? *read : "";
}

std::string sheet_of(const Sheet& sheet) { return file_of(sheet, "xl/worksheets/sheet1.xml"); }

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

TEST(Workbook, names_of_sheets_are_those_that_excel_opens) {
    const auto named = [](const std::string& name) {
        return file_of({.name = name, .rows = {{"x"}}}, "xl/workbook.xml");
    };
    EXPECT_TRUE(has(named("a[b]:*?/\\c"), "<sheet name=\"a_b______c\" "));
    EXPECT_TRUE(has(named(std::string(40, 'x')), "<sheet name=\"" + std::string(31, 'x') + "\" "));
    EXPECT_TRUE(has(named("結果 \"a\""), "<sheet name=\"結果 &quot;a&quot;\" "));
}

} // namespace
} // namespace renkei::publish::workbook_test
