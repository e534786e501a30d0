// Requests about codes and their results. "Could not be checked" is a result of its own: it is
// never the same as "no".
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace renkei::terminology {

using definitions::Tristate; // no, yes, unknown

struct Coding {
    std::string_view system{};
    std::string_view version{};
    std::string_view code{};
    std::string_view display{};
};

struct CodeOptions {
    // In which languages a display is expected: "ja", "de-CH,en". Empty: whatever the code system offers.
    std::string_view languages{};
};

// Why something could not be checked.
enum class Unchecked : std::uint8_t {
    no, // it was checked
    value_set_absent,
    value_set_undefined, // it is here but does not say what belongs to it
    value_set_cyclic,    // it imports itself
    import_absent,       // a value set that it imports is not here
    code_system_absent,
    code_system_version_absent,
    code_system_partial, // its content is fragment, example or not-present
    filter_not_supported,
    too_costly,
};

struct UncheckedReason {
    Unchecked why = Unchecked::no;
    std::string_view about{}; // the canonical, or the filter ("concept is-a 123")
    explicit operator bool() const { return why != Unchecked::no; }
};

enum class Display : std::uint8_t {
    not_given,
    right,
    default_language, // right, but not in an asked language: the code system has none in it
    wrong,
    unknown, // the code is not known, or its system has no displays
};

// A code seen from its code system.
struct CodeCheck {
    Tristate exists = Tristate::unknown;
    UncheckedReason unchecked{}; // if unknown
    std::string_view version{};  // of the code system that answered
    std::string_view right_display{};
    Display display = Display::not_given;
    bool is_inactive = false;
    bool is_abstract = false; // notSelectable
    bool is_deprecated = false;
    bool case_differs = false;    // found, in a code system that ignores case, or would be found if it did
    bool version_differs = false; // Coding.version is not the version that answered
};

// Where the system of a coding came from, and what is odd about it.
enum class SystemUse : std::uint8_t {
    given,
    inferred,     // from the value set: exactly one of its systems has the code
    missing,      // and the value set does not determine it
    ambiguous,    // more than one system of the value set has the code
    not_absolute, // a code system's URI must be absolute
    is_value_set, // the URL of a value set is there
};

// A code seen from a value set.
struct MembershipResult {
    Tristate member = Tristate::unknown;
    UncheckedReason unchecked{}; // if unknown
    SystemUse system_use = SystemUse::given;
    std::string_view system{};                  // given or inferred
    Tristate system_in_set = Tristate::unknown; // does the value set take anything from this system?
    CodeCheck code{};
};

// A CodeableConcept: one result per coding, and the best of them.
struct ConceptResult {
    Tristate member = Tristate::unknown; // no: none of the codings; no codings at all: no
    std::vector<MembershipResult> codings;
};

} // namespace renkei::terminology
