#include "gateway/app/online/network_commands.h"
#include "gateway/core/text/tab_table.h"

#include "tests/online/command.h"
#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::online::help_test {
namespace {

// Dashes are escaped in the man page, which lacks the hidden command.
std::string all_help() {
    std::string out = run_renkei("--man").output + run_renkei("map compile --help").output;
    std::erase(out, '\\');
    return out;
}

TEST(HelpTables, hold_nothing_that_the_help_does_not_say) {
    const std::string help = all_help();
    for (const std::string_view table : {cli::commands_table(), commands().help}) {
        for (std::string_view row : text::table_lines(table)) {
            const std::string_view command = text::next_part(row, '\t');
            const std::string_view name = text::next_part(row, '\t');
            const std::string_view value = text::next_part(row, '\t');
            std::string english(text::next_part(row, '\t'));
            std::erase(english, '\\');
            const bool is_answer = name == "unchanged" || name.starts_with("done");
            EXPECT_TRUE(is_answer || help.find(english) != std::string::npos) << command << " " << name;
            EXPECT_NE(help.find(value), std::string::npos) << command << " " << name;
        }
    }
}

} // namespace
} // namespace renkei::online::help_test
