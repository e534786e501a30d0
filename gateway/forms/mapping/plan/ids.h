// Ids of what a mapping holds, beside those of its form.
#pragma once

#include "gateway/forms/form/form_ids.h"

#include <cstdint>

namespace renkei::mapping {

using form::CodeRowId;
using form::document_group;
using form::GroupId;
using form::ItemId;
using form::ListId;

using EntryId = base::Id<struct EntryTag, std::uint16_t>;
using SectionId = base::Id<struct SectionTag, std::uint16_t>;
using DeclaredViewId = base::Id<struct DeclaredViewTag, std::uint16_t>;

} // namespace renkei::mapping
