// The reviewed table mappings/concepts.yaml: which items of which forms ask the same thing, and the codes
// that others have for it.
#pragma once

#include "gateway/core/diag/where.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::form {

struct PublicCode {
    std::string system;
    std::string code;
    std::string display; // empty: the code system's texts are not ours to copy
    std::string source;  // where it is said that this code means the concept
};

struct Concept {
    std::string id;
    std::string name;
    std::string english;
    std::vector<PublicCode> codes;
};

struct ConceptUse {
    std::size_t concept_; // index into Concepts::all
    diag::Where where;    // in the table
};

// A line at the top of a page about a person: what the form says to these concepts.
struct PageLine {
    std::string name{};
    std::vector<std::size_t> concepts{}; // indices into Concepts::all, in their order on the line
    std::string resource{};              // also what resources of this type are about (code.text), or empty
    std::string alert{};                 // a word of keys::alert_words, or empty
    std::string codes{};                 // FHIR codes with blanks between
};

struct Concepts {
    std::vector<Concept> all;                          // of the whole table, in its order
    std::map<std::string, ConceptUse, std::less<>> of; // items of this form that ask one
    std::vector<PageLine> page_lines;

    const Concept* find(std::string_view item) const {
        const auto found = of.find(item);
        return found == of.end() ? nullptr : &all[found->second.concept_];
    }
};

} // namespace renkei::form
