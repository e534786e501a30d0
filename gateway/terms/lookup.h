// Everything that a code system says about one code, and which of two codes is the wider one.
#pragma once

#include "gateway/terms/answers.h"
#include "gateway/terms/store.h"

#include <optional>

namespace renkei::terms {

std::optional<Lookup> look_up(Store& store, const Coding& coding);
Subsumption subsumption(Store& store, std::string_view system, std::string_view code_a,
                        std::string_view code_b);

} // namespace renkei::terms
