#include "gateway/core/csv/reader.h"
#include "gateway/core/csv/writer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace renkei::csv::writer_test {
namespace {

using csv::Quote;
using text::Encoding;

std::string written(std::string_view cell, Quote quote, Encoding encoding = Encoding::utf8) {
    std::string out;
    csv::Writer writer(out, encoding);
    writer.cell(cell, quote);
    writer.end_record();
    return out;
}

std::vector<text::EncodeNote> notes_of(std::string_view cell, Encoding encoding = Encoding::cp932) {
    std::string out;
    csv::Writer writer(out, encoding);
    const auto notes = writer.cell(cell, Quote::always);
    return {notes.begin(), notes.end()};
}

TEST(CsvWriter, separates_cells_and_ends_records_with_crlf) {
    std::string out;
    csv::Writer writer(out, Encoding::cp932);
    writer.cell("NYUIN", Quote::when_needed);
    writer.cell("", Quote::when_needed);
    writer.cell("自由", Quote::always);
    writer.end_record();
    writer.cell("1", Quote::when_needed);
    writer.end_record();
    EXPECT_EQ(out, "NYUIN,,\"\x8E\xA9\x97\x52\"\r\n1\r\n");
}

TEST(CsvWriter, quotes_free_text_and_leaves_codes_bare) {
    EXPECT_EQ(written("012345", Quote::when_needed), "012345\r\n");
    EXPECT_EQ(written("見本", Quote::always), "\"見本\"\r\n");
}

TEST(CsvWriter, an_empty_text_stays_bare) { EXPECT_EQ(written("", Quote::always), "\r\n"); }

TEST(CsvWriter, quotes_what_would_break_the_record) {
    EXPECT_EQ(written("a,b", Quote::when_needed), "\"a,b\"\r\n");
    EXPECT_EQ(written("a\"b", Quote::when_needed), "\"a\"\"b\"\r\n");
    EXPECT_EQ(written("a\nb", Quote::when_needed), "\"a\r\nb\"\r\n");
}

TEST(CsvWriter, writes_every_line_break_as_crlf) {
    EXPECT_EQ(written("一\n二\r\n三\r四\r", Quote::always), "\"一\r\n二\r\n三\r\n四\r\n\"\r\n");
}

TEST(CsvWriter, notes_a_cr_which_is_read_back_as_lf) {
    for (const Encoding encoding : {Encoding::cp932, Encoding::utf8}) {
        EXPECT_EQ(notes_of("ab\r\nc\rd", encoding),
                  (std::vector<text::EncodeNote>{{2, U'\r', U'\n', text::EncodeKind::line_break}}));
        EXPECT_TRUE(notes_of("ab\nc", encoding).empty());
    }
}

TEST(CsvWriter, second_bytes_5c_and_7c_are_not_escaped) {
    EXPECT_EQ(written("ソポ\"", Quote::always, Encoding::cp932), "\"\x83\x5C\x83\x7C\"\"\"\r\n");
}

TEST(CsvWriter, keeps_a_formula_and_a_tab) { EXPECT_EQ(written("=1+1\t", Quote::always), "\"=1+1\t\"\r\n"); }

TEST(CsvWriter, reports_replacements_by_place) {
    EXPECT_EQ(notes_of("髙\"〜𠮷"),
              (std::vector<text::EncodeNote>{{4, 0x301C, 0xFF5E, text::EncodeKind::best_fit},
                                             {7, 0x20BB7, text::geta, text::EncodeKind::unmappable}}));
    EXPECT_TRUE(notes_of("髙〜𠮷", Encoding::utf8).empty());
}

TEST(CsvWriter, notes_are_those_of_the_last_cell) {
    std::string out;
    csv::Writer writer(out, Encoding::cp932);
    EXPECT_EQ(writer.cell("𠮷", Quote::always).size(), 1U);
    EXPECT_TRUE(writer.cell("吉", Quote::always).empty());
    EXPECT_TRUE(writer.cell("", Quote::always).empty());
}

TEST(CsvWriter, control_characters_do_not_get_into_a_file) {
    for (const Encoding encoding : {Encoding::cp932, Encoding::utf8}) {
        EXPECT_EQ(notes_of("a\x01", encoding),
                  (std::vector<text::EncodeNote>{{1, 1, text::geta, text::EncodeKind::control}}));
    }
    EXPECT_EQ(written("a\x01\xFF", Quote::always), "\"a〓〓\"\r\n");
}

using Rows = std::vector<std::vector<std::string>>;

Rows read_back(std::string_view bytes, Encoding encoding) {
    base::Arena arena;
    csv::Reader reader(bytes, {.encoding = encoding}, arena);
    csv::Record record;
    Rows out;
    while (reader.next(record) == csv::Next::record) {
        RC_ASSERT(record.findings.empty());
        auto& cells = out.emplace_back();
        for (const csv::Cell& cell : record.cells) {
            cells.emplace_back(cell.text);
        }
    }
    return out;
}

// Texts of the letters that give trouble; a record's first cell is never empty, so that no record is an empty
// line.
rc::Gen<std::string> any_text() {
    const auto letter = rc::gen::element<std::string>("a", ",", "\"", "\n", "ソ", "表", "ポ", "髙", "①", "ｶ",
                                                      "ﾞ", "\t", " ", "=", "連携");
    return rc::gen::map(rc::gen::container<std::vector<std::string>>(letter),
                        [](const std::vector<std::string>& letters) {
                            std::string out;
                            for (const std::string& one : letters) {
                                out += one;
                            }
                            return out;
                        });
}

RC_GTEST_PROP(CsvLaw, what_is_written_is_read_again, ()) {
    const auto rows = *rc::gen::nonEmpty(rc::gen::container<Rows>(rc::gen::map(
        rc::gen::container<std::vector<std::string>>(any_text()), [](std::vector<std::string> cells) {
            cells.insert(cells.begin(), "連");
            return cells;
        })));
    const auto quote = *rc::gen::element(Quote::always, Quote::when_needed);
    const auto encoding = *rc::gen::element(Encoding::cp932, Encoding::utf8);
    std::string bytes;
    csv::Writer writer(bytes, encoding);
    for (const auto& cells : rows) {
        for (const std::string& cell : cells) {
            RC_ASSERT(writer.cell(cell, quote).empty());
        }
        writer.end_record();
    }
    RC_ASSERT(read_back(bytes, encoding) == rows);
}

} // namespace
} // namespace renkei::csv::writer_test
