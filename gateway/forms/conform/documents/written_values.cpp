#include "gateway/forms/conform/documents/written_values.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width.h"
#include "gateway/core/text/width_folding.h"
#include "gateway/core/text/words.h"
#include "gateway/core/time/date.h"
#include "gateway/core/time/era.h"

#include <algorithm>
#include <array>
#include <span>

namespace renkei::conform {
namespace {

using base::is_digit;
using text::CodePoint;

constexpr std::size_t iso_size = 10; // YYYY-MM-DD
constexpr std::u32string_view eras = U"令平昭大明㋿㍻㍼㍽㍾RHSTMrhstm";
constexpr std::array<std::string_view, 8> marks_of_yes{"☑", "✓", "✔", "■", "☒", "レ", "●", "[x]"};
constexpr std::array<std::string_view, 3> marks_of_no{"☐", "□", "[]"};

constexpr std::array<std::string_view, 4> honorifics_in_text{"様", "さん", "殿", "氏"};
constexpr std::u32string_view roles = U"者師士員族長医客方人親";

bool has(std::u32string_view all, char32_t one) { return all.find(one) != std::u32string_view::npos; }

// The longest date that begins here.
std::string date_at(std::string_view text, std::size_t& size) {
    constexpr std::size_t longest = 48; // bytes: 昭和六十三年十二月三十一日 and blanks
    if (text.size() >= iso_size && text[4] == '-' && time::is_date(text.substr(0, iso_size))) {
        size = iso_size;
        return std::string(text.substr(0, iso_size));
    }
    std::string best;
    for (std::size_t end = 0; end < std::min(text.size(), longest);) {
        const CodePoint it = text::code_point_at(text, end);
        if (!time::is_of_written_date(it.value)) {
            break;
        }
        end += it.size;
        if (const auto iso = time::iso_of_written_date(text.substr(0, end)); iso && iso->size() == iso_size) {
            best = *iso;
            size = end;
        }
    }
    return best;
}

bool is_one_of(std::span<const std::string_view> all, std::string_view text) {
    return std::ranges::any_of(all, [&](std::string_view each) { return text::fold(each) == text; });
}

bool is_name_letter(char32_t c) {
    const bool is_chinese = (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
                            (c >= 0x20000 && c <= 0x323AF) || c == U'々' || c == U'ヶ';
    return is_chinese || text::is_hiragana(c) || text::is_katakana(c);
}
bool is_kana(char32_t c) { return c != U'ヶ' && (text::is_hiragana(c) || text::is_katakana(c)); }

} // namespace

std::vector<std::string> dates_in(std::string_view text) {
    std::vector<std::string> out;
    const std::string narrow = text::narrow_ascii(text);
    bool after_digit = false;
    for (std::size_t at = 0; at < narrow.size();) {
        const CodePoint it = text::code_point_at(narrow, at);
        const bool may_begin =
            (it.value < 0x80 && is_digit(static_cast<char>(it.value)) && !after_digit) || has(eras, it.value);
        std::size_t size = it.size;
        std::string found = may_begin ? date_at(std::string_view(narrow).substr(at), size) : std::string();
        after_digit = is_digit(narrow[at + size - 1]);
        at += size;
        if (!found.empty()) {
            out.push_back(std::move(found));
        }
    }
    return out;
}

std::string digits_of(std::string_view text) {
    std::string out = text::narrow_ascii(text);
    std::erase_if(out, [](char c) { return !is_digit(c); });
    return out;
}

std::vector<std::string> numbers_in(std::string_view text) {
    std::vector<std::string> out;
    std::string run;
    const std::string narrow = text::narrow_ascii(text) + '\n';
    for (const char c : narrow) {
        if (is_digit(c)) {
            run += c;
        } else if (c != '-' && !run.empty()) {
            out.push_back(std::move(run));
            run.clear();
        }
    }
    return out;
}

bool is_like_a_name(std::string_view text) {
    constexpr std::size_t max_word_length = 6;
    constexpr std::size_t min_length_without_space = 3;
    std::vector<std::size_t> words(1);
    bool has_kana = false;
    const std::string narrow = text::narrow_ascii(text);
    const std::string_view trimmed = text::trim(narrow);
    for (std::size_t at = 0; at < trimmed.size();) {
        const CodePoint it = text::code_point_at(trimmed, at);
        at += it.size;
        if (it.value == U' ') {
            words.push_back(0);
        } else if (is_name_letter(it.value)) {
            ++words.back();
            has_kana |= is_kana(it.value);
        } else {
            return false;
        }
    }
    const auto is_word = [](std::size_t size) { return size >= 1 && size <= max_word_length; };
    if (!std::ranges::all_of(words, is_word)) {
        return false;
    }
    return words.size() == 2 || (words.size() == 1 && words.front() >= min_length_without_space && !has_kana);
}

std::vector<std::string> names_with_honorific(std::string_view text) {
    std::vector<std::string> out;
    const std::string narrow = text::narrow_ascii(text);
    std::size_t begin = 0; // of the run of letters and blanks that could be a name
    char32_t last = 0;
    for (std::size_t at = 0; at < narrow.size();) {
        const CodePoint it = text::code_point_at(narrow, at);
        const std::string_view rest = std::string_view(narrow).substr(at);
        const bool is_honorific = std::ranges::any_of(
            honorifics_in_text, [&](std::string_view each) { return rest.starts_with(each); });
        const std::string_view name = text::trim(std::string_view(narrow).substr(begin, at - begin));
        const bool is_role = has(roles, last) && name.find(' ') == std::string_view::npos;
        if (is_honorific && !is_role && is_like_a_name(name)) {
            out.emplace_back(name);
        }
        at += it.size;
        const bool goes_on = it.value == U' ' || (is_name_letter(it.value) && !text::is_hiragana(it.value));
        begin = goes_on && !is_honorific ? begin : at;
        last = it.value;
    }
    return out;
}

bool may_agree(std::string_view expected, std::string_view found) {
    const std::string ours = text::fold(expected);
    const std::string theirs = text::fold(found);
    if (theirs.empty() || ours == theirs) {
        return true;
    }
    constexpr std::size_t min_text_length = 4; // characters that are more than a coincidence
    const std::string& shorter = ours.size() < theirs.size() ? ours : theirs;
    const bool is_part = (ours.size() < theirs.size() ? theirs : ours).find(shorter) != std::string::npos;
    if (is_part && text::count_code_points(shorter) >= min_text_length) {
        return true;
    }
    if (is_one_of(marks_of_yes, ours) || is_one_of(marks_of_no, ours)) {
        return is_one_of(marks_of_yes, ours) ? !is_one_of(marks_of_no, theirs)
                                             : !is_one_of(marks_of_yes, theirs);
    }
    if (const std::vector<std::string> dates = dates_in(expected); !dates.empty()) {
        const std::vector<std::string> others = dates_in(found);
        const bool is_other = std::ranges::find_first_of(others, dates) == others.end();
        return others.empty()
                   ? digits_of(found).size() < iso_size - 2 || digits_of(dates.front()) == digits_of(found)
                   : !is_other;
    }
    if (!ours.empty() && is_digit(ours.front())) { // a number with its unit, a telephone number, a year
        constexpr std::size_t min_part_length = 4;
        const std::string number = digits_of(expected);
        const std::string other = digits_of(found);
        const bool is_part_of = std::min(number.size(), other.size()) >= min_part_length &&
                                (number.starts_with(other) || other.starts_with(number));
        return other.empty() || number == other || is_part_of;
    }
    return is_part;
}

} // namespace renkei::conform
