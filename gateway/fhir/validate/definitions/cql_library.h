// What a Library defines, as far as its CQL text or compiled form (ELM) is there.
#pragma once

#include "gateway/fhir/packages/library.h"

#include <optional>
#include <set>
#include <string>

namespace renkei::validate {

struct CqlDefinitions {
    // nothing: the library holds neither CQL nor ELM, or not all of it can be read
    std::optional<std::set<std::string>> names{};
    std::string unreadable{}; // the type of the first content that cannot; empty: all can
};
CqlDefinitions definitions_in(const packages::Resource& library);

} // namespace renkei::validate
