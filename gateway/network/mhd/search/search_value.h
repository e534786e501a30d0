// Values of search parameters, read once, compared with what stands in resources.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/network/mhd/search/date_range.h"
#include "gateway/network/mhd/search/search_table.h"

#include <optional>
#include <string>
#include <vector>

namespace renkei::mhd {

// "system|code", "|code", "code", "system|"
struct TokenValue {
    std::optional<std::string> system{}; // none: any; empty: the element has none
    std::string code{};                  // empty: any
};
TokenValue read_token(std::string_view text);
// code, boolean, string, Coding, CodeableConcept, Identifier. A code alone has the system of its element.
bool matches(const TokenValue& wanted, const json::Tree& tree, json::NodeId node,
             std::string_view implied_system = {});

enum class Prefix : std::uint8_t { eq, ne, gt, lt, ge, le, sa, eb, ap };
struct DateValue {
    Prefix prefix = Prefix::eq;
    DateRange span{};
};
std::optional<DateValue> read_date(std::string_view text);
bool matches(const DateValue& wanted, const DateRange& found);
// date, dateTime, instant, Period; nothing: none of these
std::optional<DateRange> date_range_at(const json::Tree& tree, json::NodeId node);

// What width, kana (hiragana, katakana) and case make no difference in.
std::string folded(std::string_view text);
// That without what is spelling only, too: blanks, variation selectors and letters that some systems lack.
// 「連携花子」 is 「連携　花子」, 「髙橋」 is 「高橋」.
std::string comparable(std::string_view text);
enum class TextMatch : std::uint8_t { beginning, whole, anywhere };
// As comparable() says, except for `whole`. Beginning: of the text or of a word in it.
bool matches(std::string_view wanted, TextMatch how, std::string_view found);

// Values of one parameter are joined by commas; "\," is a comma, "\|" "\$" "\\" likewise. A bar keeps its
// backslash for read_token.
std::vector<std::string> split_values(std::string_view text);

} // namespace renkei::mhd
