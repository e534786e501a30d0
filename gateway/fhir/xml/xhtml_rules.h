// What may occur in a narrative: elements, where they may occur, their attributes, which addresses and styles
// are harmless.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::xml {

// What an element may hold (HTML 4.0 and its XHTML schema in FHIR, fhir-xhtml.xsd).
enum class ContentModel : std::uint8_t {
    flow,
    text,
    nothing,
    list_items,
    terms,
    table_parts,
    rows,
    cells,
    columns,
    areas
};
// Where an element may occur.
enum class AllowedParent : std::uint8_t {
    in_text,
    as_block,
    in_list,
    in_terms,
    in_table,
    in_rows,
    in_row,
    in_columns,
    in_map
};

struct HtmlElement {
    std::string_view name;
    ContentModel holds = ContentModel::flow;
    AllowedParent stands = AllowedParent::in_text;
};

// nullptr: not allowed in a narrative.
const HtmlElement* narrative_element(std::string_view name);

// How well an element fits into the one around it.
enum class Nesting : std::uint8_t {
    right,
    tolerated, // wrong by the schema, but readers show it well: a heading within bold text
    wrong
};
Nesting nesting(const HtmlElement& outer, const HtmlElement& inner);
// Text in it, other than white space?
bool may_hold_text(const HtmlElement& element);

// Is an attribute allowed on an element that is?
bool is_narrative_attribute(std::string_view element, std::string_view prefix, std::string_view name);

// Does the attribute hold an address?
bool is_address(std::string_view attribute);
enum class Danger : std::uint8_t {
    none,
    hidden, // content that is not checked, or something outside of the document
    active  // runs code
};
Danger danger_of_address(std::string_view element, std::string_view address);
Danger danger_of_style(std::string_view style);
// A style in small letters, without white space and comments, which hide words in CSS.
std::string bare_style(std::string_view style);
// What is wrong with the address of a link or an image: the character, or what is missing. Nothing: it is
// valid.
std::optional<std::string_view> address_error(std::string_view address);

} // namespace renkei::xml
