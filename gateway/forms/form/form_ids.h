// Ids of the tables of a compiled form. Inside of form.h.
#pragma once

#include "gateway/core/base/blob.h"
#include "gateway/core/base/id.h"

#include <cstdint>

namespace renkei::form {

using base::Str;

using base::none;

using ItemId = base::Id<struct ItemTag, std::uint16_t>;
using GroupId = base::Id<struct GroupTag, std::uint16_t>;
using FormatId = base::Id<struct FormatTag, std::uint16_t>;
using ListId = base::Id<struct ListTag, std::uint16_t>;
using CodeRowId = base::Id<struct CodeRowTag, std::uint16_t>; // row within its code list
using RuleId = base::Id<struct RuleTag, std::uint16_t>;
static_assert(sizeof(ItemId) == sizeof(std::uint16_t)); // compiled files hold them

inline constexpr GroupId document_group{0};
inline constexpr std::uint16_t no_bound = 0xFFFF; // of the rows of a group
inline constexpr std::uint16_t no_row = 0xFFFF;   // of a cell: its item is in no numbered row

} // namespace renkei::form
