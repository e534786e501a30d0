// What the opaque types of gateway/include/renkei/fhir/ hold.
#pragma once

#include "gateway/fhir/validate/walk/loaded_definitions.h"

#include <renkei/fhir/definitions.h>

namespace renkei {

struct Definitions::State {
    validate::LoadedDefinitions loaded;
    Findings findings{};
};

// Does it begin as XML does?
bool is_xml(std::string_view text);

} // namespace renkei
