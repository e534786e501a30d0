// What a page sends: names of boxes and their texts. "f.visits[1].staff[0].name" stands in two rows.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::entry {

using Fields = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::string_view box_prefix = "f."; // of the names of boxes; others are not touched
// Before the name of a box: the text that was taken over into it, and the tick that confirms this text.
inline constexpr std::string_view taken_over_prefix = "t.";
inline constexpr std::string_view confirmed_prefix = "k.";

// The box that a field is, or is about.
std::string_view box_of(std::string_view field);

// The rows behind one that goes move up. `reasons`: the rows whose field "item" has the name of a box or row
// as its value, "f.absent", which moves with it; empty: there are none.
Fields without_row(Fields fields, std::string_view row, std::string_view reasons); // "f.visits[1]"
Fields without_empty_rows(Fields fields, std::string_view reasons);

} // namespace renkei::entry
