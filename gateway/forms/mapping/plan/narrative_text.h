// Text for the narrative: escaped for XHTML inside of a JSON string.
#pragma once

#include "gateway/core/base/buffer.h"

#include <string_view>

namespace renkei::mapping {

void append_narrative_text(base::Buffer& out, std::string_view text);

// "2026-01-13T10:15:00+09:00" -> 2026年1月13日 10:15; years and months alone stay alone.
void append_narrative_date(base::Buffer& out, std::string_view iso);

} // namespace renkei::mapping
