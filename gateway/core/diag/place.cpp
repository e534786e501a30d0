#include "gateway/core/diag/finding.h"
#include "gateway/core/diag/where.h"

#include <fmt/format.h>

#include <array>

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

std::string to_text(const Where& where) { return to_text(where, Language::english); }

} // namespace renkei::diag
