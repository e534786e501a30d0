// Text for the narrative: escaped for XHTML inside of a JSON string.
#pragma once

#include "gateway/core/base/buffer.h"

#include <string_view>

namespace renkei::mapping {

void append_narrative_text(base::Buffer& out, std::string_view text);

} // namespace renkei::mapping
