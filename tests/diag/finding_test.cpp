#include "gateway/core/diag/finding.h"
#include "generated/messages/base.h"
#include "generated/messages/conversion.h"
#include "generated/messages/exchange.h"
#include "generated/messages/json.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::diag::finding_test {
namespace {

TEST(Finding, is_one_line_whatever_the_value_holds) {
    const Finding found =
        finding(message::loss_unmapped, {.path = "Bundle.\x1B[2J"}, {"a\nb.json:1: \r\x07\x7F\xC2\x9B 介護"});
    EXPECT_EQ(to_text(found, Language::english),
              "Bundle.\\u001B[2J: warning[unmapped]: the result has no place for this: a\\nb.json:1: "
              "\\u000D\\u0007\\u007F\\u009B 介護");
}

TEST(Finding, has_no_malformed_utf8_in_its_arguments) {
    const auto argument = [](const char* text) {
        return finding(message::loss_unmapped, {}, {text}).args.front();
    };
    EXPECT_EQ(argument("介護 é 😀"), "介護 é 😀");
    EXPECT_EQ(argument("\xFF/xml"), "?/xml");
    EXPECT_EQ(argument("介\xE8\xAD"), "介??") << "cut inside of a character";
    EXPECT_EQ(argument("\xED\xA0\x80"), "???") << "a surrogate";
    EXPECT_EQ(argument("\xC0\xAF \xF4\x90\x80\x80"), "?? ????") << "overlong, and above U+10FFFF";
    EXPECT_EQ(argument("\xE0\x9F\x80\xEF\xBF\xBF"), "???\xEF\xBF\xBF");
}

TEST(Finding, says_in_japanese_what_the_system_says_and_keeps_its_words) {
    const Finding found = finding(message::file_unreadable, {.file = "a.csv"}, {"No such file or directory"});
    EXPECT_EQ(to_text(found, Language::english),
              "a.csv: error[file-unreadable]: cannot read the file: No such file or directory");
    EXPECT_EQ(to_text(found, Language::japanese),
              "a.csv: エラー[file-unreadable]: ファイルを読めません: "
              "ファイルまたはディレクトリーがありません (No such file or directory)");
    const auto in_japanese = [](const std::string& words) {
        return sentence(message::file_unreadable, std::vector{words}, Language::japanese);
    };
    EXPECT_EQ(in_japanese("connect: Connection refused"),
              "ファイルを読めません: connect: 接続が拒否されました (Connection refused)");
    EXPECT_EQ(in_japanese("Is a directory: x"),
              "ファイルを読めません: ディレクトリーです (Is a directory): x");
    EXPECT_EQ(in_japanese("Is a directory of none"), "ファイルを読めません: Is a directory of none");
    EXPECT_EQ(
        sentence(message::server_said, std::vector<std::string>{"Connection refused"}, Language::japanese),
        "ゲートウェイからの原文: 「Connection refused」")
        << "what is quoted stays as it is";
}

Report full_of_warnings(std::size_t limit) {
    Report out(limit);
    for (std::uint32_t i = 0; i < limit + 1; ++i) {
        out.add(message::loss_unmapped, {.line = i + 1});
    }
    return out;
}

std::size_t errors_kept(const Report& report) {
    return static_cast<std::size_t>(
        std::ranges::count(report.findings(), Severity::error, &Finding::severity));
}

TEST(Report, keeps_an_error_that_comes_after_very_many_warnings) {
    Report report = full_of_warnings(20);
    report.add(message::json_empty, {});
    EXPECT_EQ(errors_kept(report), 1U);
    EXPECT_LE(report.findings().size(), 20U);
    EXPECT_EQ(report.total(), 22U);
    EXPECT_EQ(report.count(Severity::warning), 21U);
    EXPECT_EQ(report.findings()[1].where.line, 1U) << "the first warnings stay";
    Report other = full_of_warnings(20);
    other.append(report);
    EXPECT_EQ(errors_kept(other), 1U);
    EXPECT_EQ(other.total(), 43U);
}

TEST(Report, has_errors_before_warnings_and_these_before_information) {
    Report report;
    report.add(message::nothing_found, {.line = 1});
    report.add(message::loss_unmapped, {.line = 2});
    report.add(message::json_empty, {.line = 3});
    report.add(message::loss_unmapped, {.line = 4});
    report.add(message::json_empty, {.line = 5});
    Report other;
    other.add(message::loss_unmapped, {.line = 6});
    other.append(report);
    std::vector<std::uint32_t> lines;
    std::ranges::transform(other.findings(), std::back_inserter(lines),
                           [](const Finding& each) { return each.where.line; });
    EXPECT_EQ(lines, (std::vector<std::uint32_t>{3, 5, 6, 2, 4, 1}));
}

TEST(Report, keeps_errors_and_no_warning_beyond_its_limit) {
    Report report = full_of_warnings(20);
    for (std::uint32_t i = 0; i < 30; ++i) {
        report.add(message::json_empty, {.line = i + 1});
        report.add(message::loss_unmapped, {});
    }
    ASSERT_EQ(report.findings().size(), 20U);
    EXPECT_EQ(errors_kept(report), 20U);
    EXPECT_EQ(report.findings().back().where.line, 20U) << "in the order they were made";
    EXPECT_EQ(report.total(), 81U);
    EXPECT_EQ(report.not_shown(), 61U);
}

// One long text of the input may be quoted again and again.
TEST(Report, keeps_texts_of_so_many_bytes_and_counts_the_rest) {
    const std::string text(1U << 20, 'x');
    Report report;
    for (std::uint32_t i = 0; i < 100; ++i) {
        report.add(message::loss_unmapped, {.line = i + 1}, {text});
    }
    EXPECT_LE(report.findings().size(), Report::max_bytes / text.size());
    EXPECT_GT(report.findings().size(), Report::max_bytes / text.size() / 2);
    EXPECT_EQ(report.total(), 100U);
    const std::size_t kept = report.findings().size();
    for (std::uint32_t i = 0; i < 10; ++i) {
        report.add(message::json_number, {.path = text}, {"01"});
    }
    EXPECT_EQ(errors_kept(report), 10U) << "errors take the place of what is milder";
    EXPECT_LE(report.findings().size(), kept);
    EXPECT_EQ(report.findings()[10].where.line, 1U) << "the first warnings stay";
    EXPECT_EQ(report.not_shown(Severity::error), 0U);
}

TEST(Where, is_in_the_readers_language) {
    const Where cell{.file = "a.csv", .offset = 412, .line = 3, .record = 3, .cell = 21};
    EXPECT_EQ(to_text(cell, Language::english), "a.csv:3: row 3 column 21 (byte 412)");
    EXPECT_EQ(to_text(cell, Language::japanese), "a.csv:3: 3 行 21 列目（412 バイト目）");
    const Where row{.file = "a.csv", .offset = 412, .line = 3, .record = 3};
    EXPECT_EQ(to_text(row, Language::english), "a.csv:3: row 3");
    EXPECT_EQ(to_text(row, Language::japanese), "a.csv:3: 3 行");
    const Where document{.file = "a.json", .document = 2, .path = "visits[0].name"};
    EXPECT_EQ(to_text(document, Language::english), "a.json: document 2: visits[0].name");
    EXPECT_EQ(to_text(document, Language::japanese), "a.json: 2 件目の文書: visits[0].name");
}

} // namespace
} // namespace renkei::diag::finding_test
