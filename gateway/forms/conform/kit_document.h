// A bundle as a tree that may be edited. Keys keep their order, and numbers their text: FHIR's 36.0 is not
// 36, so a number is a binary value that holds it.
#pragma once

#include "gateway/core/diag/result.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace renkei::conform {

using Editable = nlohmann::ordered_json;

diag::Result<Editable> read_editable(std::string_view bytes);
std::string write_editable(const Editable& document);

// Null if it is no object or has no such key.
Editable* find_member(Editable& object, std::string_view key);
// Empty if there is no such string.
std::string text_member(const Editable& object, std::string_view key);

} // namespace renkei::conform
