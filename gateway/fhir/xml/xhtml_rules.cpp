#include "gateway/fhir/xml/xhtml_rules.h"

#include "gateway/core/base/word_list.h"
#include "gateway/fhir/xml/characters.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <string>

namespace renkei::xml {
namespace {

// R4's own list (the XPath of txt-1), and what it forgot of the chapters it names: address, bdo, kbd; image
// maps belong to images. Sorted.
constexpr HtmlElement elements[] = {
    {"a", ContentModel::text, AllowedParent::in_text},
    {"abbr", ContentModel::text, AllowedParent::in_text},
    {"acronym", ContentModel::text, AllowedParent::in_text},
    {"address", ContentModel::text, AllowedParent::as_block},
    {"area", ContentModel::nothing, AllowedParent::in_map},
    {"b", ContentModel::text, AllowedParent::in_text},
    {"bdo", ContentModel::text, AllowedParent::in_text},
    {"big", ContentModel::text, AllowedParent::in_text},
    {"blockquote", ContentModel::flow, AllowedParent::as_block},
    {"br", ContentModel::nothing, AllowedParent::in_text},
    {"caption", ContentModel::text, AllowedParent::in_table},
    {"cite", ContentModel::text, AllowedParent::in_text},
    {"code", ContentModel::text, AllowedParent::in_text},
    {"col", ContentModel::nothing, AllowedParent::in_columns},
    {"colgroup", ContentModel::columns, AllowedParent::in_table},
    {"dd", ContentModel::flow, AllowedParent::in_terms},
    {"dfn", ContentModel::text, AllowedParent::in_text},
    {"div", ContentModel::flow, AllowedParent::as_block},
    {"dl", ContentModel::terms, AllowedParent::as_block},
    {"dt", ContentModel::text, AllowedParent::in_terms},
    {"em", ContentModel::text, AllowedParent::in_text},
    {"h1", ContentModel::text, AllowedParent::as_block},
    {"h2", ContentModel::text, AllowedParent::as_block},
    {"h3", ContentModel::text, AllowedParent::as_block},
    {"h4", ContentModel::text, AllowedParent::as_block},
    {"h5", ContentModel::text, AllowedParent::as_block},
    {"h6", ContentModel::text, AllowedParent::as_block},
    {"hr", ContentModel::nothing, AllowedParent::as_block},
    {"i", ContentModel::text, AllowedParent::in_text},
    {"img", ContentModel::nothing, AllowedParent::in_text},
    {"kbd", ContentModel::text, AllowedParent::in_text},
    {"li", ContentModel::flow, AllowedParent::in_list},
    {"map", ContentModel::areas, AllowedParent::in_text},
    {"ol", ContentModel::list_items, AllowedParent::as_block},
    {"p", ContentModel::text, AllowedParent::as_block},
    {"pre", ContentModel::text, AllowedParent::as_block},
    {"q", ContentModel::text, AllowedParent::in_text},
    {"samp", ContentModel::text, AllowedParent::in_text},
    {"small", ContentModel::text, AllowedParent::in_text},
    {"span", ContentModel::text, AllowedParent::in_text},
    {"strong", ContentModel::text, AllowedParent::in_text},
    {"sub", ContentModel::text, AllowedParent::in_text},
    {"sup", ContentModel::text, AllowedParent::in_text},
    {"table", ContentModel::table_parts, AllowedParent::as_block},
    {"tbody", ContentModel::rows, AllowedParent::in_table},
    {"td", ContentModel::flow, AllowedParent::in_row},
    {"tfoot", ContentModel::rows, AllowedParent::in_table},
    {"th", ContentModel::flow, AllowedParent::in_row},
    {"thead", ContentModel::rows, AllowedParent::in_table},
    {"tr", ContentModel::cells, AllowedParent::in_rows},
    {"tt", ContentModel::text, AllowedParent::in_text},
    {"ul", ContentModel::list_items, AllowedParent::as_block},
    {"var", ContentModel::text, AllowedParent::in_text},
};
static_assert(std::ranges::is_sorted(elements, {}, &HtmlElement::name));

constexpr unsigned bit(AllowedParent stands) { return 1U << static_cast<unsigned>(stands); }

// Where an element may hold others, what may occur in it. By ContentModel.
constexpr unsigned accepts[] = {
    bit(AllowedParent::in_text) | bit(AllowedParent::as_block), // flow
    bit(AllowedParent::in_text),                                // text
    0,                                                          // nothing
    bit(AllowedParent::in_list),                                // list_items
    bit(AllowedParent::in_terms),                               // terms
    bit(AllowedParent::in_table) | bit(AllowedParent::in_rows) |
        bit(AllowedParent::in_columns),                        // table_parts
    bit(AllowedParent::in_rows),                               // rows
    bit(AllowedParent::in_row),                                // cells
    bit(AllowedParent::in_columns),                            // columns
    bit(AllowedParent::in_map) | bit(AllowedParent::as_block), // areas
};
static_assert(std::size(accepts) == static_cast<std::size_t>(ContentModel::areas) + 1);

// Blocks that readers take out of the text around them, so that it is cut in two; a paragraph ends at any of
// the second list, too.
constexpr std::string_view breaks_text[] = {"div", "ol", "pre", "table", "ul"};
constexpr std::string_view ends_paragraph[] = {"blockquote", "p"};

// R4's own list of attributes (the XPath of txt-1), with usemap and ismap, which belong to image maps.
// HTML 4.0 has some of them only on these elements; the others stand anywhere.
struct HtmlAttribute {
    std::string_view name;
    std::string_view elements{}; // none: any
};
constexpr HtmlAttribute html_attributes[] = {
    {"abbr"},
    {"accesskey"},
    {"align"},
    {"alt", "area img"},
    {"axis"},
    {"bgcolor", "table tbody td tfoot th thead tr"},
    {"border", "img table"},
    {"cellhalign"},
    {"cellpadding", "table"},
    {"cellspacing", "table"},
    {"cellvalign"},
    {"char"},
    {"charoff"},
    {"charset", "a"},
    {"cite", "blockquote q"},
    {"class"},
    {"colspan"},
    {"compact", "dl ol ul"},
    {"coords", "a area"},
    {"dir"},
    {"frame", "table"},
    {"headers"},
    {"height", "img td th"},
    {"href", "a area"},
    {"hreflang", "a"},
    {"hspace", "img"},
    {"id"},
    {"ismap", "img"},
    {"lang"},
    {"longdesc", "img"},
    {"name", "a img map"},
    {"nohref", "area"},
    {"nowrap", "td th"},
    {"rel", "a"},
    {"rev", "a"},
    {"rowspan"},
    {"rules", "table"},
    {"scope"},
    {"shape", "a area"},
    {"span"},
    {"src", "img"},
    {"start", "ol"},
    {"style"},
    {"summary", "table"},
    {"tabindex"},
    {"title"},
    {"type", "a li ol ul"},
    {"usemap", "img"},
    {"valign"},
    {"value", "li"},
    {"vspace", "img"},
    {"width"},
};
static_assert(std::ranges::is_sorted(html_attributes, {}, &HtmlAttribute::name));

constexpr std::string_view addresses[] = {"cite", "href", "longdesc", "src", "usemap"};

// Of addresses that run code, and of those that are content of their own, which nothing has checked.
constexpr std::string_view active_schemes[] = {"javascript", "jscript", "livescript", "mocha", "vbscript"};
constexpr std::string_view hidden_schemes[] = {"blob", "data", "filesystem", "jar", "view-source"};

constexpr std::string_view images[] = {"data:image/bmp", "data:image/gif", "data:image/jpeg",
                                       "data:image/jpg", "data:image/png", "data:image/webp"};

constexpr std::string_view active_in_styles[] = {"expression(",
                                                 "javascript:", "vbscript:", "behavior:", "-moz-binding"};
constexpr std::string_view hidden_in_styles[] = {"url(", "@import", "src("};

constexpr bool is_passed_over(char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; }
constexpr char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// May a style hold one of these words? Without rewriting it: most have no such sign, and no property that
// ends as one of the words. A comment may hide any.
constexpr bool may_be_dangerous(std::string_view style) {
    constexpr std::uint32_t script = ('p' << 8U) | 't';
    constexpr std::uint32_t behavior = ('i' << 16U) | ('o' << 8U) | 'r';
    std::uint32_t last = 0; // the last three letters
    for (const char written : style) {
        const char c = small(written);
        const bool is_sign = c == '(' || c == '@' || c == '\\' || c == '/' || c == 'z';
        if (is_sign || (c == ':' && ((last & 0xFFFFU) == script || last == behavior))) {
            return true;
        }
        if (!is_passed_over(c)) {
            last = ((last << 8U) | static_cast<unsigned char>(c)) & 0xFFFFFFU;
        }
    }
    return false;
}
static_assert(std::ranges::all_of(active_in_styles, may_be_dangerous) &&
              std::ranges::all_of(hidden_in_styles, may_be_dangerous));

// Where a row of a table is by its name: an open hash table, because every element and attribute is looked
// up.
constexpr std::uint8_t no_row = 0xFF;
using RowSlots = std::array<std::uint8_t, 256>;
constexpr std::size_t first_slot(std::string_view name) {
    const auto byte = [](char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c)); };
    return name.empty() ? 0 : (name.size() * 37 + byte(name.front()) * 7 + byte(name.back()) * 3) % 256;
}
template <class Row, std::size_t count>
constexpr RowSlots slots_of(const Row (&rows)[count]) {
    RowSlots out{};
    out.fill(no_row);
    for (std::size_t at = 0; at < count; ++at) {
        std::size_t slot = first_slot(rows[at].name);
        while (out[slot] != no_row) {
            slot = (slot + 1) % out.size();
        }
        out[slot] = static_cast<std::uint8_t>(at);
    }
    return out;
}
template <class Row, std::size_t count>
const Row* find_row(const Row (&rows)[count], const RowSlots& slots, std::string_view name) {
    for (std::size_t slot = first_slot(name); slots[slot] != no_row; slot = (slot + 1) % slots.size()) {
        if (rows[slots[slot]].name == name) {
            return &rows[slots[slot]];
        }
    }
    return nullptr;
}
constexpr RowSlots element_slots = slots_of(elements);
constexpr RowSlots attribute_slots = slots_of(html_attributes);

bool is_one_of(std::span<const std::string_view> sorted, std::string_view text) {
    return std::ranges::binary_search(sorted, text);
}

// As a browser reads it: small letters, without the white space and controls it passes over; so many of them.
std::string as_browsers_read(std::string_view text, std::size_t most = std::string_view::npos) {
    std::string out;
    for (const char c : text) {
        if (out.size() == most) {
            break;
        }
        if (!is_passed_over(c)) {
            out.push_back(small(c));
        }
    }
    return out;
}

} // namespace

const HtmlElement* narrative_element(std::string_view name) {
    return find_row(elements, element_slots, name);
}

Nesting nesting(const HtmlElement& outer, const HtmlElement& inner) {
    if ((accepts[static_cast<std::size_t>(outer.holds)] & bit(inner.stands)) != 0) {
        return Nesting::right;
    }
    if (outer.holds != ContentModel::text || inner.stands != AllowedParent::as_block) {
        return Nesting::wrong;
    }
    const bool is_wrong =
        is_one_of(breaks_text, inner.name) || (outer.name == "p" && is_one_of(ends_paragraph, inner.name));
    return is_wrong ? Nesting::wrong : Nesting::tolerated;
}

bool may_hold_text(const HtmlElement& element) {
    return element.holds == ContentModel::flow || element.holds == ContentModel::text;
}

bool is_narrative_attribute(std::string_view element, std::string_view prefix, std::string_view name) {
    if (!prefix.empty()) {
        return prefix == "xml" && (name == "lang" || name == "space");
    }
    const HtmlAttribute* const found = find_row(html_attributes, attribute_slots, name);
    return found != nullptr && (found->elements.empty() || base::is_word_of(found->elements, element));
}

bool is_address(std::string_view attribute) { return is_one_of(addresses, attribute); }

Danger danger_of_address(std::string_view element, std::string_view address) {
    const std::size_t colon = address.find(':');
    if (colon == std::string_view::npos ||
        address.substr(0, colon).find_first_of("/?#") != std::string_view::npos) {
        return Danger::none; // relative
    }
    if (address.starts_with("http:") || address.starts_with("https:")) { // as nearly all
        return Danger::none;
    }
    const std::string scheme = as_browsers_read(address.substr(0, colon));
    if (is_one_of(active_schemes, scheme)) {
        return Danger::active;
    }
    if (!is_one_of(hidden_schemes, scheme)) {
        return Danger::none;
    }
    constexpr std::size_t longest = 15; // of `images`
    const std::string text = element == "img" ? as_browsers_read(address, longest) : std::string();
    const bool is_image =
        std::ranges::any_of(images, [&](std::string_view it) { return text.starts_with(it); });
    return is_image ? Danger::none : Danger::hidden;
}

std::string bare_style(std::string_view style) {
    std::string out;
    for (std::size_t at = 0; at < style.size(); ++at) {
        if (style.substr(at).starts_with("/*")) {
            const std::size_t end = style.find("*/", at + 2);
            if (end == std::string_view::npos) {
                break;
            }
            at = end + 1;
            continue;
        }
        out.push_back(style[at]);
    }
    return as_browsers_read(out);
}

Danger danger_of_style(std::string_view style) {
    if (!may_be_dangerous(style)) {
        return Danger::none;
    }
    const std::string text = bare_style(style);
    const auto holds = [&](std::string_view it) { return text.find(it) != std::string::npos; };
    if (text.find('\\') != std::string::npos || std::ranges::any_of(active_in_styles, holds)) {
        return Danger::active; // an escape may spell anything
    }
    return std::ranges::any_of(hidden_in_styles, holds) ? Danger::hidden : Danger::none;
}

// RFC 3986: an address has no white space and no < > ". A data: address has a comma with data behind it.
std::optional<std::string_view> address_error(std::string_view address) {
    if (address.empty()) {
        return "";
    }
    const bool is_data = address.starts_with("data:"); // which readers take with white space in it
    const auto* const odd = std::ranges::find_if(
        address, [&](char c) { return c == '<' || c == '>' || c == '"' || (!is_data && is_space(c)); });
    if (odd != address.end()) {
        return std::string_view(odd, 1);
    }
    const std::size_t comma = address.find(',');
    const bool lacks_data =
        address.starts_with("data:") && (comma == std::string_view::npos || comma + 1 == address.size());
    return lacks_data ? std::optional<std::string_view>("data:,") : std::nullopt;
}

} // namespace renkei::xml
