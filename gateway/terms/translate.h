// From a code to codes of another system, as the ConceptMaps have it; both ways.
#pragma once

#include "gateway/terms/answers.h"
#include "gateway/terms/store.h"

namespace renkei::terms {

enum class Way : std::uint8_t { forward, back };

// concept_map empty: every map that is here. other_system: where the answer should lie; empty: anywhere.
Translation translate(Store& store, const Coding& coding, std::string_view concept_map,
                      std::string_view other_system, Way way);

} // namespace renkei::terms
