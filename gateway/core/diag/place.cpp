#include "gateway/core/diag/place.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

namespace renkei::diag {
namespace {

// The pieces around row, column and byte, by language.
struct CellWords {
    std::array<std::string_view, 4> around;
};
constexpr CellWords cell_words[] = {{{"row ", " column ", " (byte ", ")"}},
                                    {{"", " 行 ", " 列目（", " バイト目）"}}};
using Words = std::array<std::string_view, 2>; // by language
constexpr Words row_words{"row {}", "{} 行"};
constexpr Words document_words{"document {}", "{} 件目の文書"};

constexpr std::string_view between = ": ";

const CellWords& words_of(Language language) { return cell_words[static_cast<std::size_t>(language)]; }

std::string numbered(const Words& words, Language language, std::uint32_t number) {
    return fmt::format(fmt::runtime(words[static_cast<std::size_t>(language)]), number);
}

// The number at the beginning, which is taken away; nothing if there is none.
template <class T>
std::optional<T> take_number(std::string_view& text) {
    T out{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (problem != std::errc()) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return out;
}

bool take(std::string_view& text, std::string_view piece) {
    const bool out = text.starts_with(piece);
    text.remove_prefix(out ? piece.size() : 0);
    return out;
}

bool read_cell(std::string_view text, const CellWords& words, Where& out) {
    const auto& [before, column, byte, end] = words.around;
    std::optional<std::uint32_t> row;
    std::optional<std::uint32_t> cell;
    std::optional<std::uint64_t> offset;
    const bool is_one = take(text, before) && (row = take_number<std::uint32_t>(text)) &&
                        take(text, column) && (cell = take_number<std::uint32_t>(text)) && take(text, byte) &&
                        (offset = take_number<std::uint64_t>(text)) && text == end;
    if (is_one) {
        out.record = *row;
        out.cell = *cell;
        out.offset = *offset;
    }
    return is_one;
}

// "3" at the end of "a.csv:3", or of "3"; it is taken away.
std::optional<std::uint32_t> take_last_number(std::string_view& text) {
    const std::size_t colon = text.rfind(':');
    std::string_view digits = text.substr(colon == std::string_view::npos ? 0 : colon + 1);
    const std::optional<std::uint32_t> out = take_number<std::uint32_t>(digits);
    if (!out || !digits.empty()) {
        return std::nullopt;
    }
    text = text.substr(0, colon == std::string_view::npos ? 0 : colon);
    return out;
}

// "a.csv:3:17", "3:17", "a.csv"
void read_line(std::string_view text, Where& out) {
    const std::optional<std::uint32_t> last = take_last_number(text);
    const std::optional<std::uint32_t> before = last ? take_last_number(text) : std::nullopt;
    out.line = before ? *before : last.value_or(0);
    out.column = before ? *last : 0;
    out.file = text;
}

} // namespace

std::string to_text(const Where& where, Language language) {
    std::string out = where.file;
    const auto add = [&](std::string_view part) { out.append(out.empty() ? "" : between).append(part); };
    if (where.line > 0) {
        out += fmt::format("{}{}", out.empty() ? "" : ":", where.line);
        out += where.column > 0 ? fmt::format(":{}", where.column) : "";
    }
    if (where.document > 0) {
        add(numbered(document_words, language, where.document));
    }
    if (where.record > 0 && where.cell == 0) {
        add(numbered(row_words, language, where.record));
    } else if (where.record > 0) {
        const auto& [before, column, byte, end] = words_of(language).around;
        add(fmt::format("{}{}{}{}{}{}{}", before, where.record, column, where.cell, byte, where.offset, end));
    }
    if (!where.path.empty()) {
        add(where.path);
    }
    return out;
}

std::optional<Where> read_where(std::string_view text) {
    Where out;
    const std::size_t split = text.rfind(between);
    const std::string_view last = text.substr(split == std::string_view::npos ? 0 : split + between.size());
    const bool has_cell = read_cell(last, words_of(Language::english), out) ||
                          read_cell(last, words_of(Language::japanese), out);
    read_line(has_cell ? text.substr(0, split == std::string_view::npos ? 0 : split) : text, out);
    return has_cell || out.line > 0 ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace renkei::diag
