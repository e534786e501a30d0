#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/source_line.h"
#include "gateway/app/cli/usage.h"
#include "gateway/core/base/file.h"
#include "generated/messages/forms.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>

namespace renkei::cli::usage_test {
namespace {

constexpr std::string_view table =
    "\trenkei\t\tabout\n"
    "renkei\tconvert\t\tabout\nrenkei\tshown\t\twhat it does\n"
    "renkei\tsecret\t\tnot shown\nrenkei\tIN\t\tabout\n"
    "renkei\t--to\tNAME\tabout\nrenkei\t-t,--to\tX\tabout\n"
    "renkei\t-j,--jobs\tN\tabout\nrenkei\t--flag\t\tabout\n"
    "renkei\t--pipe\t\tabout\nrenkei\t--first\tFILE\tof others\n"
    "renkei shown\t--first\tDIR\tthe first\n"
    "renkei shown\t-s,--second\tX\t.second\n"
    "renkei shown\tfooter\t\tExample:\t例:\nrenkei shown\tfooter\t\t  renkei shown\n";
constexpr std::array tables{table};

TEST(Language, is_named_by_the_arguments_before_the_environment) {
    const std::array<const char*, 3> japanese{"renkei", "--lang", "ja"};
    const std::array<const char*, 2> english{"renkei", "--lang=en"};
    EXPECT_EQ(choose_language(japanese), Language::japanese);
    EXPECT_EQ(choose_language(english), Language::english);
}

TEST(Usage, runs_the_command_that_was_named_with_its_values) {
    std::string to;
    std::vector<std::string> inputs;
    unsigned threads = 1;
    bool flag = false;
    Usage usage(Language::english, tables);
    Command command = usage.top().command("convert");
    command.operands("IN", inputs).option("--to", to).number("-j,--jobs", threads).flag("--flag", flag);
    command.run([] { return ExitCode::findings; });
    const std::array<const char*, 8> arguments{"renkei", "convert", "a", "--to", "csv", "-j4", "--flag", "b"};
    EXPECT_EQ(usage.run(static_cast<int>(arguments.size()), arguments.data(), print_trouble),
              ExitCode::findings);
    EXPECT_EQ(inputs, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(to, "csv");
    EXPECT_EQ(threads, 4U);
    EXPECT_TRUE(flag);
}

ExitCode run_words(Usage& usage, const std::vector<const char*>& words) {
    testing::internal::CaptureStderr();
    const ExitCode out = usage.run(static_cast<int>(words.size()), words.data(), print_trouble);
    testing::internal::GetCapturedStderr();
    return out;
}

TEST(Usage, needs_no_operands_in_a_mode_that_takes_none) {
    const auto run = [](std::vector<const char*> words) {
        std::vector<std::string> inputs;
        bool is_pipe = false;
        Usage usage(Language::english, tables);
        Command command = usage.top().command("convert");
        command.operands("IN", inputs).mode("--pipe", is_pipe);
        command.run([&] { return is_pipe ? ExitCode::clean : ExitCode::findings; });
        return run_words(usage, words);
    };
    EXPECT_EQ(run({"renkei", "convert", "--pipe"}), ExitCode::clean);
    EXPECT_EQ(run({"renkei", "convert", "a"}), ExitCode::findings);
    EXPECT_EQ(run({"renkei", "convert"}), ExitCode::usage);
}

TEST(Usage, says_which_of_some_options_and_operands_was_given) {
    const auto given = [](std::vector<const char*> words) {
        std::vector<std::string> inputs;
        std::string to;
        bool flag = false;
        std::string out;
        Usage usage(Language::english, tables);
        Command command = usage.top().command("convert");
        command.operands("IN", inputs).option("-t,--to", to).flag("--flag", flag);
        command.run([&out, command] {
            out = command.first_given({"--to", "IN"});
            return ExitCode::clean;
        });
        EXPECT_EQ(run_words(usage, words), ExitCode::clean);
        return out;
    };
    EXPECT_EQ(given({"renkei", "convert", "a", "-t", "csv"}), "--to");
    EXPECT_EQ(given({"renkei", "convert", "a", "--flag"}), "IN");
}

TEST(ManPage, names_every_option_that_is_shown_and_no_hidden_command) {
    std::string value;
    Usage usage(Language::english, tables);
    Command top = usage.top();
    top.command("shown").option("--first", value).option("-s,--second", value);
    top.hidden("secret");
    const std::string page = usage.man_page();
    EXPECT_NE(page.find("renkei shown"), std::string::npos);
    EXPECT_NE(page.find("\\-\\-first \\fIDIR"), std::string::npos);
    EXPECT_NE(page.find("\\-s,\\-\\-second"), std::string::npos);
    EXPECT_NE(page.find("\n\\&.second"), std::string::npos) << "a line of text must not look like a request";
    EXPECT_NE(page.find("\nExample:\n  renkei shown\n"), std::string::npos);
    EXPECT_EQ(page.find("secret"), std::string::npos);
}

TEST(SourceLines, puts_a_caret_below_the_place) {
    const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "caret.yaml";
    ASSERT_TRUE(base::write_file(file, "one\n氏名: x\n", base::Overwrite::yes));
    const diag::Finding finding = diag::finding(diag::message::defined_twice,
                                                {.file = file.string(), .line = 2, .column = 5}, {"x", "1"});
    const std::string shown = SourceLines().show(finding, Language::english);
    EXPECT_NE(shown.find("     2 | 氏名: x\n       |       ^\n"), std::string::npos) << shown;
    std::filesystem::remove(file);
}

} // namespace
} // namespace renkei::cli::usage_test
