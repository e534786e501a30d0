// Ids of what a mapping holds, beside those of its form.
#pragma once

#include "gateway/forms/model/form.h"

#include <cstdint>

namespace renkei::mapping {

using model::CodeRowId;
using model::document_group;
using model::GroupId;
using model::ItemId;
using model::ListId;

using EntryId = base::Id<struct EntryTag, std::uint16_t>;
using SectionId = base::Id<struct SectionTag, std::uint16_t>;
using DeclaredViewId = base::Id<struct DeclaredViewTag, std::uint16_t>;

} // namespace renkei::mapping
