// `understands:` of an entry: families of modifiers.tsv that say nothing against what it reads.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/yaml/source.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::mapping {

// {status: [planned, now]} of a resource of that type, as (modifier, family).
std::vector<std::pair<std::string, std::string>>
read_understands(const yaml::Node& source, std::string_view type, diag::Report& report);

} // namespace renkei::mapping
