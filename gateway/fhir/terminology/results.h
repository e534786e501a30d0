// What the larger questions give back: expansions, lookups, translations. Texts view the packages.
#pragma once

#include "gateway/fhir/terminology/coding.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::terminology {

struct ExpandOptions {
    std::size_t offset = 0;
    std::size_t count = 1000;  // at most so many; 0: only the total
    std::string_view filter{}; // only codes whose code or display holds this text, whatever its case
    bool active_only = false;  // without inactive codes
    bool without_deprecated = false;
    bool selectable_only = false; // without abstract codes
    std::size_t most = 1'000'000; // a set with more members is too costly
};

struct Member {
    std::string_view system;
    std::string_view version;
    std::string_view code;
    std::string_view display;
    bool is_inactive = false;
    bool is_abstract = false;
    bool is_deprecated = false;
};

struct Expansion {
    UncheckedReason unchecked;   // set: what is missing, so that `members` is only a part
    std::size_t total = 0;       // before paging
    std::vector<Member> members; // in the order of the value set
};

struct Designation {
    std::string language;
    std::string use; // code
    std::string value;
};

struct Property {
    std::string code;
    std::string value;  // as written
    std::string system; // of a value of type Coding
};

struct Lookup {
    std::string_view name; // of the code system
    std::string_view version;
    std::string_view display;
    bool is_inactive = false;
    bool is_abstract = false;
    bool is_deprecated = false;
    std::vector<Designation> designations;
    std::vector<Property> properties;
    std::vector<std::string_view> parents;
    std::vector<std::string_view> children;
};

struct MappedCode {
    std::string_view equivalence; // "equivalent", "wider" … as the map says; seen from the source of the map
    Coding target;
    std::string_view map; // canonical of the ConceptMap
};

struct Translation {
    Tristate found = Tristate::unknown; // no: the map says that there is no target; unknown: no map is here
    std::vector<MappedCode> matches;
};

enum class Subsumption : std::uint8_t { equivalent, subsumes, subsumed_by, not_subsumed, unknown };

} // namespace renkei::terminology
