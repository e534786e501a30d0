// Values in free text: whether two agree, which dates and numbers a text has, whether it may be a name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace renkei::conform {

// Every whole date (year, month, day) in ISO: 2026-03-01, 2026/3/1, 2026年3月1日, 令和8年3月1日 →
// "2026-03-01".
std::vector<std::string> dates_in(std::string_view text);

// All its digits, one after the other; full-width ones too.
std::string digits_of(std::string_view text);

// The digits of each run of digits and hyphens: "TEL 00-0000-0001、7日" → "0000000001", "7".
std::vector<std::string> numbers_in(std::string_view text);

// Does it look like the name of a person: two words of Chinese characters or kana, or three to six Chinese
// characters?
bool is_like_a_name(std::string_view text);

// Names of persons with 様, さん, 殿 or 氏 behind them; not what they do or are to somebody (看護師さん,
// ご家族様).
std::vector<std::string> names_with_honorific(std::string_view text);

// May `found` stand for `expected`? Only what surely says something else is denied: another date, another
// number, another text.
bool may_agree(std::string_view expected, std::string_view found);

} // namespace renkei::conform
