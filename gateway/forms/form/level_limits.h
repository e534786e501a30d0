// What the insurance pays for in a month of services at home, by care level and from which day on:
// mappings/shared/level-limits.tsv.
#pragma once

#include <string_view>

namespace renkei::form {

struct LevelLimit {
    std::string_view level{}; // its code
    std::string_view units{};
    std::string_view from{};  // a day
    std::string_view until{}; // empty: it goes on
    std::string_view source{};
};
// Null: no source says one for this level on this day.
const LevelLimit* limit_of(std::string_view level, std::string_view day);

// Where a document says a level of which its page says the limit: ids of items.
struct LimitPlace {
    std::string_view form{};
    std::string_view level{};
    std::string_view days{};       // on the first of them that is stated it is looked up; blanks between them
    std::string_view own_limit{};  // that it states itself; empty: none
    std::string_view void_item{};  // which says that the level does not hold; empty: none
    std::string_view void_codes{}; // by one of these, with blanks between them
};
// Null: the pages of this form say none.
const LimitPlace* limit_place_of(std::string_view form);

std::string_view level_limits_table(); // the text of the file

} // namespace renkei::form
