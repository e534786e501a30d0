// Keys of an entry, a frame, the composition or the bundle that are not FHIR: `profile:` and `security:`,
// which become meta, and `understands:`; of an element: `since:` and `until:`.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/yaml/source.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::mapping {

// A profile is the name of ours first, of JP Core's behind it, or a whole canonical, which names the edition
// that is written, if any. meta outlives its holes.
yaml::Node with_meta(yaml::Node body, const yaml::Prefixes& prefixes, const std::string& edition);

// Takes `since:` and `until:`, the first and the last version that write an element: is `version` one of
// them?
bool is_of_edition(yaml::Node& element, std::string_view version, diag::Report& report);

// {status: [planned, now]} of a resource of that type, as (modifier, family).
std::vector<std::pair<std::string, std::string>>
read_understands(const yaml::Node& source, std::string_view type, diag::Report& report);

} // namespace renkei::mapping
