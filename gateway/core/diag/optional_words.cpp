#include "gateway/core/diag/optional_words.h"

#include <algorithm>
#include <iterator>

namespace renkei::diag {
namespace {

struct OptionalWords {
    std::string_view kind;
    std::string_view english; // {} is the argument
    std::string_view japanese;
};
constexpr OptionalWords optional_word_rows[] = {
    {nearest_kind, " (nearest: {})", "（近いもの: {}）"},
    {"standard", ", or {} without the extension items", "（拡張項目を除くと {} 列）"},
    {"zeros", "; is it {}? A spreadsheet may have dropped leading zeros",
     "。「{}」ではありませんか（表計算ソフトなどで先頭の 0 が消えたおそれがあります）"},
    {"exponent",
     "; a spreadsheet has written {} in place of the digits, which are lost: export the file again from the "
     "program that made it, and do not save it in a spreadsheet",
     "。表計算ソフトが桁を「{}」に置き換えたもので、元の数字は失われています。表計算ソフトで保存せず、"
     "元のソフトから出力し直してください"}};

std::string with_argument(std::string_view words, std::string_view argument) {
    const std::size_t at = words.find("{}");
    return std::string(words.substr(0, at)).append(argument).append(words.substr(at + 2));
}

const OptionalWords* find_optional_words(std::string_view kind) {
    const auto* const row = std::ranges::find(optional_word_rows, kind, &OptionalWords::kind);
    return row == std::end(optional_word_rows) ? nullptr : row;
}

} // namespace

bool is_optional(std::string_view kind) { return find_optional_words(kind) != nullptr; }

std::string optional_words(std::string_view kind, std::string_view argument, Language language) {
    const OptionalWords* const row = find_optional_words(kind);
    if (row == nullptr || argument.empty()) {
        return {};
    }
    return with_argument(language == Language::japanese ? row->japanese : row->english, argument);
}

} // namespace renkei::diag
