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

// The value of an item is none that its member can have; `above`: of the object so far above it.
diag::Error wrong_item(std::string_view record, const record::Record& values, form::ItemId item,
                       const json::Tree& tree, std::string_view expected, unsigned above = 0);
// The member is missing, or says what it cannot; `place`: of the root.
diag::Error wrong_root_member(std::string_view record, const json::Tree& tree, std::string_view place,
                              std::string_view expected);

} // namespace renkei::server
