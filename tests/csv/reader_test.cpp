#include "gateway/core/csv/reader.h"
#include "generated/messages/conversion.h"
#include "generated/messages/csv.h"
#include "generated/messages/text.h"

#include "tests/support/cp932.h"
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace renkei::csv::reader_test {
namespace {

using csv::Next;
using namespace std::string_view_literals;

// A whole file read: every step, the cells of every record, all findings.
struct Read {
    std::vector<Next> steps;
    std::vector<std::vector<std::string>> records;
    std::vector<diag::Finding> findings;

    std::vector<Message> messages() const {
        std::vector<Message> out;
        for (const diag::Finding& finding : findings) {
            out.push_back(finding.message);
        }
        return out;
    }
};

Read read(std::string_view bytes, csv::ReaderOptions options = {}) {
    base::Arena arena;
    csv::Reader reader(bytes, options, arena);
    csv::Record record;
    Read out;
    while (out.steps.empty() || out.steps.back() == Next::record || out.steps.back() == Next::damaged) {
        out.steps.push_back(reader.next(record));
        out.findings.insert(out.findings.end(), record.findings.begin(), record.findings.end());
        if (out.steps.back() == Next::record) {
            auto& cells = out.records.emplace_back();
            for (const csv::Cell& cell : record.cells) {
                cells.emplace_back(cell.text);
            }
        }
        arena.reset();
    }
    return out;
}

Read read_utf8(std::string_view bytes) { return read(bytes, {.encoding = text::Encoding::utf8}); }

using test::cp932;
using Rows = std::vector<std::vector<std::string>>;
using Messages = std::vector<Message>;
using Steps = std::vector<Next>;

TEST(CsvReader, reads_bare_and_quoted_cells) {
    const Read file = read("NYUIN,202404,\"a b\",,\"\"\r\n1,2,3,4,5\r\n");
    EXPECT_EQ(file.records, (Rows{{"NYUIN", "202404", "a b", "", ""}, {"1", "2", "3", "4", "5"}}));
    EXPECT_EQ(file.steps, (Steps{Next::record, Next::record, Next::end}));
    EXPECT_TRUE(file.findings.empty());
}

TEST(CsvReader, keeps_commas_quotes_and_line_breaks_inside_quotes) {
    EXPECT_EQ(read(cp932("\"将棋,釣り\",\"彼は\"\"はい\"\"と\",\"一\r\n二\n三\r四\"\r\n")).records,
              (Rows{{"将棋,釣り", "彼は\"はい\"と", "一\n二\n三\n四"}}));
}

TEST(CsvReader, a_text_may_be_a_single_line_break_or_quote) {
    EXPECT_EQ(read("\"\r\n\",\"\"\"\",\"\r\"\r\n").records, (Rows{{"\n", "\"", "\n"}}));
}

// Line breaks inside texts come back as CR LF.
TEST(CsvReader, reports_texts_whose_line_breaks_are_not_cr_lf) {
    for (const text::Encoding encoding : {text::Encoding::cp932, text::Encoding::utf8}) {
        const std::string text = "\"一\r\n二\",\"三\n四\r五\",x,\"六\r七\"\r\n\"a\r\nb\",\"a\nb\"\r\n";
        const Read file = read(encoding == text::Encoding::utf8 ? text : cp932(text), {.encoding = encoding});
        using Arguments = std::vector<std::string>;
        std::vector<std::pair<std::uint32_t, Arguments>> found;
        for (const diag::Finding& each : file.findings) {
            EXPECT_EQ(each.message, message::loss_normalised);
            found.emplace_back(each.where.cell, each.args);
        }
        EXPECT_EQ(found, (std::vector<std::pair<std::uint32_t, Arguments>>{
                             {2, {"LF", "CR LF"}}, {4, {"CR", "CR LF"}}, {2, {"LF", "CR LF"}}}));
    }
}

TEST(CsvReader, counts_texts_with_other_line_breaks_beyond_some) {
    std::string row;
    for (int i = 0; i < 1000; ++i) {
        row += "\"\n\",";
    }
    const Read file = read(row + "x\r\ny\r\n");
    ASSERT_EQ(file.findings.size(), 201U);
    EXPECT_EQ(file.findings.back().args[0], "LF, CR (800)");
    EXPECT_EQ(file.findings.back().where.cell, 0U);
    EXPECT_EQ(file.findings.back().where.record, 1U);
}

TEST(CsvReader, second_bytes_5c_and_7c_do_not_disturb) {
    EXPECT_EQ(read(cp932("ソ,\"表\",能,\"十\",ポ,\"ソ\"\"表\"\r\n")).records,
              (Rows{{"ソ", "表", "能", "十", "ポ", "ソ\"表"}}));
}

class RecordEnd : public testing::TestWithParam<const char*> {};
TEST_P(RecordEnd, separates_records) {
    const std::string end = GetParam();
    EXPECT_EQ(read("a,b" + end + "c,\"d\"" + end).records, (Rows{{"a", "b"}, {"c", "d"}}));
}
INSTANTIATE_TEST_SUITE_P(CsvReader, RecordEnd, testing::Values("\r\n", "\n", "\r"));

TEST(CsvReader, the_last_record_needs_no_line_end) {
    EXPECT_EQ(read("a,b\r\nc,d").records, (Rows{{"a", "b"}, {"c", "d"}}));
    EXPECT_EQ(read("a,\"b\"").records, (Rows{{"a", "b"}}));
    EXPECT_EQ(read("a,").records, (Rows{{"a", ""}}));
}

TEST(CsvReader, empty_lines_at_the_end_are_ignored) {
    const Read file = read("a,b\r\n\r\n\r\n");
    EXPECT_EQ(file.records, (Rows{{"a", "b"}}));
    EXPECT_TRUE(file.findings.empty());
}

TEST(CsvReader, an_empty_line_between_records_is_skipped_with_a_warning) {
    const Read file = read("a\r\n\r\nb\r\n");
    EXPECT_EQ(file.records, (Rows{{"a"}, {"b"}}));
    ASSERT_EQ(file.messages(), Messages{message::csv_empty_line});
    EXPECT_EQ(file.findings[0].where.line, 2U);
    EXPECT_EQ(file.findings[0].where.record, 2U);
}

TEST(CsvReader, surplus_empty_columns_are_cells) {
    EXPECT_EQ(read("a,b,,,\r\n").records, (Rows{{"a", "b", "", "", ""}}));
}

TEST(CsvReader, tab_formula_and_half_width_katakana_stay_as_they_are) {
    EXPECT_EQ(read(cp932("\"一\t二\",\"=1+1\",ﾊﾝｶｸ,a\tb\r\n")).records,
              (Rows{{"一\t二", "=1+1", "ﾊﾝｶｸ", "a\tb"}}));
}

TEST(CsvReader, a_file_without_a_record_is_refused) {
    for (const std::string_view bytes : {""sv, "\r\n"sv, "\n\n"sv}) {
        const Read file = read(bytes);
        EXPECT_EQ(file.steps, Steps{Next::broken});
        EXPECT_EQ(file.messages(), Messages{message::csv_empty});
    }
}

TEST(CsvReader, a_file_cut_inside_a_quote_is_refused_at_the_opening_quote) {
    const Read file = read("a,b\r\nc,\"d\r\ne,f\r\n");
    EXPECT_EQ(file.steps, (Steps{Next::record, Next::broken}));
    ASSERT_EQ(file.messages(), Messages{message::csv_cut});
    EXPECT_EQ(file.findings[0].where.offset, 7U);
    EXPECT_EQ(file.findings[0].where.line, 2U);
    EXPECT_EQ(file.findings[0].where.record, 2U);
    EXPECT_EQ(file.findings[0].where.cell, 2U);
}

TEST(CsvReader, a_broken_reader_stays_broken) {
    base::Arena arena;
    csv::Reader reader("\"a", {}, arena);
    csv::Record record;
    EXPECT_EQ(reader.next(record), Next::broken);
    EXPECT_EQ(reader.next(record), Next::broken);
    EXPECT_TRUE(record.findings.empty());
}

TEST(CsvReader, text_after_a_closing_quote_damages_its_record_only) {
    const Read file = read(cp932("a,\"b\"表,c\r\nd,e,f\r\n"));
    EXPECT_EQ(file.steps, (Steps{Next::damaged, Next::record, Next::end}));
    EXPECT_EQ(file.records, (Rows{{"d", "e", "f"}}));
    ASSERT_EQ(file.messages(), Messages{message::csv_text_after_quote});
    EXPECT_EQ(file.findings[0].where.offset, 5U);
    EXPECT_EQ(file.findings[0].where.cell, 2U);
    EXPECT_EQ(file.findings[0].args, std::vector<std::string>{"'表'"});
}

TEST(CsvReader, a_quote_in_a_bare_cell_damages_its_record_only) {
    const Read file = read("a,b\"c\",d\r\ne\r\n");
    EXPECT_EQ(file.steps, (Steps{Next::damaged, Next::record, Next::end}));
    ASSERT_EQ(file.messages(), Messages{message::csv_quote_in_bare_cell});
    EXPECT_EQ(file.findings[0].where.offset, 3U);
    EXPECT_EQ(file.findings[0].where.cell, 2U);
}

TEST(CsvReader, a_space_before_a_quote_is_a_quote_in_a_bare_cell) {
    EXPECT_EQ(read("a, \"b\"\r\n").messages(), Messages{message::csv_quote_in_bare_cell});
}

TEST(CsvReader, everything_wrong_is_named_in_one_pass) {
    const Read file = read("a\x01,\"b\"x\r\n\x80,c\"\r\nd,\xF0\x40\r\n");
    EXPECT_EQ(file.messages(),
              (Messages{message::text_control, message::csv_text_after_quote, message::text_bad_sequence,
                        message::csv_quote_in_bare_cell, message::text_gaiji}));
    EXPECT_EQ(file.records, (Rows{{"d", "〓"}}));
}

TEST(CsvReader, nul_and_control_characters_are_errors_with_their_place) {
    const Read file = read("ab,\"c\nd\0\"\r\n"sv);
    ASSERT_EQ(file.messages(), (Messages{message::text_control, message::loss_normalised}));
    EXPECT_EQ(file.findings[0].where.offset, 7U);
    EXPECT_EQ(file.findings[0].where.line, 2U);
    EXPECT_EQ(file.findings[0].where.record, 1U);
    EXPECT_EQ(file.findings[0].where.cell, 2U);
    EXPECT_EQ(file.findings[0].severity, diag::Severity::error);
}

TEST(CsvReader, a_bad_sequence_leaves_the_other_cells_readable) {
    const Read file = read(cp932("表,") + "x\x81" + cp932(",能\r\n"));
    EXPECT_EQ(file.records, (Rows{{"表", "x\uFFFD", "能"}}));
    ASSERT_EQ(file.messages(), Messages{message::text_bad_sequence});
    EXPECT_EQ(file.findings[0].where.offset, 4U);
}

TEST(CsvReader, a_place_after_doubled_quotes_is_still_exact) {
    const Read file = read("\"a\"\"b\"\"\x80\"\r\n");
    ASSERT_EQ(file.messages(), Messages{message::text_bad_sequence});
    EXPECT_EQ(file.findings[0].where.offset, 7U);
}

TEST(CsvReader, gaiji_are_refused_or_become_geta) {
    EXPECT_EQ(read("\xF0\x40\r\n").messages(), Messages{message::text_gaiji});
    const Read lenient = read("\"\xF9\xFC"
                              "a\"\r\n",
                              {.gaiji = text::Gaiji::as_geta});
    EXPECT_EQ(lenient.records, (Rows{{"〓a"}}));
    EXPECT_EQ(lenient.messages(), Messages{message::text_gaiji_replaced});
}

TEST(CsvReader, twins_are_noted_once_a_cell_and_are_no_trouble) {
    const Read file = read("\xEE\xE0\xEE\xE0\xED\x95,\xFB\xFC\r\n");
    EXPECT_EQ(file.records, (Rows{{"髙髙﨑", "髙"}}));
    ASSERT_EQ(file.messages(), Messages{message::text_not_canonical});
    EXPECT_EQ(file.findings[0].severity, diag::Severity::information);
}

TEST(CsvReader, another_encoding_is_named) {
    for (const std::string_view bytes : {"a,連携\r\n"sv, "\xEF\xBB\xBF"
                                                         "a,b\r\n"sv}) {
        const Read file = read(bytes);
        EXPECT_EQ(file.steps, Steps{Next::broken});
        ASSERT_EQ(file.messages(), Messages{message::text_encoding_wrong});
        EXPECT_EQ(file.findings[0].args[2], "utf-8");
    }
    const Read sjis = read_utf8(cp932("a,連携\r\n"));
    ASSERT_EQ(sjis.messages(), Messages{message::text_encoding_wrong});
    EXPECT_EQ(sjis.findings[0].args[2], "cp932");
    EXPECT_EQ(read("\xFF\xFE"
                   "a\0,\0b\0"sv)
                  .messages(),
              Messages{message::text_encoding_unsupported});
    EXPECT_EQ(read_utf8("\xFF\xFE"
                        "a\0,\0b\0"sv)
                  .messages(),
              Messages{message::text_encoding_unsupported});
}

TEST(CsvReader, reads_utf8_when_declared) {
    EXPECT_EQ(read_utf8("\"連携\r\n𠮷\",表\"\r\n"sv).steps, (Steps{Next::damaged, Next::end}));
    EXPECT_EQ(read_utf8("\"連携\r\n𠮷\"\"\",表\r\n").records, (Rows{{"連携\n𠮷\"", "表"}}));
}

TEST(CsvReader, a_declared_utf8_file_may_begin_with_a_mark) {
    const Read file = read_utf8("\xEF\xBB\xBF"
                                "a,連\r\n");
    EXPECT_EQ(file.records, (Rows{{"a", "連"}}));
    EXPECT_EQ(file.messages(), Messages{message::text_byte_order_mark});
}

TEST(CsvReader, an_end_of_file_mark_is_skipped_and_reported_wherever_the_last_line_ends) {
    for (const std::string end : {"\r\n\x1A", "\x1A", "\r\n\x1A\x1A\x1A"}) {
        const Read file = read_utf8("a,連" + end);
        EXPECT_EQ(file.records, (Rows{{"a", "連"}}));
        EXPECT_EQ(file.messages(), Messages{message::csv_end_mark});
    }
    EXPECT_EQ(read_utf8("\"a\x1A").messages().back(), message::csv_cut) << "a quote that is open stays open";
    EXPECT_EQ(read_utf8("\x1A").messages().back(), message::csv_empty);
    EXPECT_NE(read_utf8("a\x1A,b\r\n").messages(), Messages{message::csv_end_mark}) << "only at the end";
}

TEST(CsvReader, ill_formed_utf8_is_named_with_its_place) {
    const Read file = read_utf8("連,a\xFF\xFE\x80,携\r\n");
    EXPECT_EQ(file.records, (Rows{{"連", "a\uFFFD\uFFFD\uFFFD", "携"}}));
    ASSERT_EQ(file.messages(), Messages(3, message::text_bad_utf8));
    EXPECT_EQ(file.findings[0].where.offset, 5U);
}

TEST(CsvReader, cells_know_their_place) {
    base::Arena arena;
    const std::string bytes = cp932("表,\"一\r\n二\",x\r\ny\r\n");
    csv::Reader reader(bytes, {}, arena);
    csv::Record record;
    ASSERT_EQ(reader.next(record), Next::record);
    EXPECT_EQ(csv::where(record, 2).offset, 3U);
    EXPECT_EQ(csv::where(record, 2).line, 1U);
    EXPECT_TRUE(record.cells[1].quoted && !record.cells[0].quoted);
    EXPECT_EQ(csv::where(record, 3).offset, 12U);
    EXPECT_EQ(csv::where(record, 3).line, 2U);
    ASSERT_EQ(reader.next(record), Next::record);
    EXPECT_EQ(record.number, 2U);
    EXPECT_EQ(record.line, 3U);
    EXPECT_EQ(record.offset, 15U);
}

TEST(CsvReader, plain_cells_are_views_into_the_file) {
    base::Arena arena;
    const std::string bytes = "NYUIN,\"12345678-abc\"\r\n";
    csv::Reader reader(bytes, {}, arena);
    csv::Record record;
    ASSERT_EQ(reader.next(record), Next::record);
    EXPECT_EQ(record.cells[0].text.data(), bytes.data());
    EXPECT_EQ(record.cells[1].text.data(), bytes.data() + 7);
}

TEST(CsvReader, a_record_beyond_the_limit_stops_the_reader) {
    const Read file = read("a,b\r\n\"" + std::string(100, 'x') + "\"\r\n", {.max_record_size = 50});
    EXPECT_EQ(file.steps, (Steps{Next::record, Next::broken}));
    EXPECT_EQ(file.messages(), Messages{message::csv_record_too_long});
}

TEST(CsvReader, findings_of_a_hopeless_record_are_counted_not_kept) {
    const Read file = read(std::string(10'000, '\x01') + "\r\n");
    EXPECT_EQ(file.findings.size(), 201U);
    EXPECT_EQ(file.findings.back().message, message::csv_more_in_record);
    EXPECT_EQ(file.findings.back().args, std::vector<std::string>{"9800"});
}

TEST(CsvReader, memory_does_not_grow_with_records) {
    std::string bytes;
    for (int i = 0; i < 2000; ++i) {
        bytes += cp932("\"同じ長さの自由記述\",1,2\r\n");
    }
    base::Arena arena(256);
    csv::Reader reader(bytes, {}, arena);
    csv::Record record;
    ASSERT_EQ(reader.next(record), Next::record);
    const char* first = record.cells[0].text.data();
    std::size_t records = 1;
    arena.reset();
    while (reader.next(record) == Next::record) {
        EXPECT_EQ(record.cells[0].text.data(), first);
        arena.reset();
        ++records;
    }
    EXPECT_EQ(records, 2000U);
}

TEST(CsvReader, reads_the_admission_sample_with_hard_characters) {
    std::ifstream file(RENKEI_SHARED "/spec/csv/samples/NYUIN_9970100013_43_9910100016_00_20260201090000.CSV",
                       std::ios::binary);
    if (!file) {
        GTEST_SKIP() << "the ministry tables are not here";
    }
    std::stringstream bytes;
    bytes << file.rdbuf();
    const Read as_utf8 = read_utf8(bytes.str());
    const Read as_cp932 = read(cp932(bytes.str()));
    ASSERT_EQ(as_utf8.records.size(), 1U);
    EXPECT_EQ(as_utf8.records[0].size(), 300U);
    EXPECT_EQ(as_utf8.records, as_cp932.records);
    EXPECT_EQ(as_cp932.messages(), std::vector{message::loss_normalised}); // a cell of it has a line feed
}

} // namespace
} // namespace renkei::csv::reader_test
