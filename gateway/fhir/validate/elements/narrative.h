// The XHTML of a narrative as a graph: its links, and the anchors that a link can point to.
#pragma once

#include "gateway/fhir/xml/markup.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::validate {

struct NarrativeLink {
    std::string address; // of <a href> or <img src>
    std::string path;    // "div/p/a"
    std::string label;   // the text inside
};

struct Narrative {
    std::vector<NarrativeLink> links;
    std::vector<std::string> places; // id of any element, name of an <a>
};

// What is directly in the div.
struct NarrativePart {
    std::string element;                                                      // empty: text
    std::string language;                                                     // xml:lang, else lang
    std::string classes;                                                      // of the attribute class
    bool is_section() const { return element == "div" && !language.empty(); } // of a language
};
struct NarrativeParts {
    std::string language;     // of the div: lang
    std::string xml_language; // xml:lang
    std::vector<NarrativePart> parts;
};
NarrativeParts parts_of_narrative(std::string_view div);
// The same, but if only the div itself names languages, without its parts.
NarrativeParts languages_of_narrative(std::string_view div);

// If the div is no XML, only the part before the fault is read.
Narrative read_narrative(std::string_view div);
// Reads it in the walk that finds what is wrong with it (xhtml.h).
std::vector<xml::MarkupError> narrative_errors(std::string_view div, Narrative& read);
// Without parsing it: most have none.
bool may_have_links(std::string_view div);
bool may_have_languages(std::string_view div);

} // namespace renkei::validate
