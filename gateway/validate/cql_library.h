// What a Library defines, as far as its CQL text or compiled form (ELM) is there.
#pragma once

#include "gateway/packages/library.h"

#include <optional>
#include <set>
#include <string>

namespace renkei::validate {

// Nothing: the library holds neither CQL nor ELM that can be read.
std::optional<std::set<std::string>> definitions_in(const packages::Resource& library);

} // namespace renkei::validate
