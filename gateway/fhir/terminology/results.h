// What a code system says about a code beside its display.
#pragma once

#include <cstdint>
#include <string>

namespace renkei::terminology {

struct Designation {
    std::string language;
    std::string value;
};

struct Property {
    std::string code;
    std::string value; // as written; of a Coding its code
};

enum class Subsumption : std::uint8_t { equivalent, subsumes, subsumed_by, not_subsumed, unknown };

} // namespace renkei::terminology
