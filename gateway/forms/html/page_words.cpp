#include "gateway/forms/html/page_words.h"

#include "gateway/core/text/tab_table.h"
#include "gateway/forms/html/html.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace renkei::html {
namespace {

using PageWords = std::map<std::pair<std::string_view, std::string_view>, PageWord>;

PageWords read_page_words() {
    constexpr std::array<std::string_view, 5> effects{"", "not", "past", "doubt", "restricted"};
    PageWords out;
    for (const text::TabRow& row : text::tab_rows(page_words_table())) {
        if (row.cells.size() < 3 || row.cells[0].starts_with('#')) {
            continue;
        }
        const auto* const effect =
            std::ranges::find(effects, row.cells.size() > 3 ? row.cells[3] : std::string_view());
        out.emplace(
            std::pair(row.cells[0], row.cells[1]),
            PageWord{.text = row.cells[2], .effect = static_cast<CodeEffect>(effect - effects.begin())});
    }
    return out;
}

} // namespace

PageWord page_word(std::string_view system, std::string_view code) {
    static const PageWords words = read_page_words();
    const auto found = words.find({system, code});
    return found == words.end() ? PageWord{} : found->second;
}

std::string code_html(std::string_view system, std::string_view code) {
    const std::string_view word = page_word(system, code).text;
    return word.empty() ? isolated(code) : escaped(word);
}

} // namespace renkei::html
