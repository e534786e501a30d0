// `profile:` and `security:` of an entry, a frame, the composition or the bundle: they become meta.
#pragma once

#include "gateway/core/yaml/source.h"

namespace renkei::mapping {

// A profile is the name of ours first, of JP Core's behind it, or a whole canonical. meta outlives its holes.
yaml::Node with_meta(yaml::Node body, const yaml::Prefixes& prefixes);

} // namespace renkei::mapping
