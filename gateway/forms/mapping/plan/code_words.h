// Words for codes of R4 that stand beside a text for people (words.tsv).
#pragma once

#include <span>
#include <string_view>

namespace renkei::mapping {

struct CodeWords {
    std::string_view kind; // "when", "unit", …
    std::string_view code;
    std::string_view words;
    std::string_view pattern; // RE2: a folded text says the same; empty: such texts are not known
    std::string_view other;   // RE2: it says something of this kind
};

std::string_view words_table(); // the text of the file
std::span<const CodeWords> code_words();
const CodeWords* code_words_of(std::string_view kind, std::string_view code); // null: not known
// By which a resource says what it is; empty: that is not known.
inline std::string_view naming_element(std::string_view resource) {
    const CodeWords* const known = code_words_of("name", resource);
    return known == nullptr ? std::string_view() : known->words;
}

} // namespace renkei::mapping
