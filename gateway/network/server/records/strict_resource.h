// Is a resource exactly what an example of a ledger record says? What is missing, has no place or is not that
// value refuses the whole, as sharing::RecordReader does: the record, the place, what was found and what was
// expected. It knows no kind: all follows from the plan.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/forms/mapping/match/match.h"

#include <span>
#include <string_view>

namespace renkei::server {

// What an item may say, where the mapping does not know it: a table that an operator may replace has it.
struct ItemWords {
    std::string_view item;
    std::span<const std::string_view> words;
};

// Of a resource that was matched just now. `record`: a code of kind "record" in messages/words.def.
diag::Result<void> check_resource(std::string_view record, const mapping::Plan& plan,
                                  const mapping::Matcher& matcher, const json::Tree& tree,
                                  std::span<const ItemWords> lists);

// What stands at "performer/0/type" is none that its member can have, or is missing.
diag::Error wrong_place(std::string_view record, const json::Tree& tree, std::string_view path,
                        std::string_view expected);
bool has_place(const json::Tree& tree, std::string_view path);

} // namespace renkei::server
