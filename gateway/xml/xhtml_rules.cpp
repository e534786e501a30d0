#include "gateway/xml/xhtml_rules.h"

#include "gateway/xml/characters.h"

#include <algorithm>
#include <span>
#include <string>

namespace renkei::xml {
namespace {

// R4's own list (the XPath of txt-1), and what it forgot of the chapters it names: address, bdo, kbd; image
// maps belong to images. Sorted.
constexpr std::string_view elements[] = {
    "a",  "abbr",    "acronym", "address", "area",   "b",        "bdo", "big",   "blockquote",
    "br", "caption", "cite",    "code",    "col",    "colgroup", "dd",  "dfn",   "div",
    "dl", "dt",      "em",      "h1",      "h2",     "h3",       "h4",  "h5",    "h6",
    "hr", "i",       "img",     "kbd",     "li",     "map",      "ol",  "p",     "pre",
    "q",  "samp",    "small",   "span",    "strong", "sub",      "sup", "table", "tbody",
    "td", "tfoot",   "th",      "thead",   "tr",     "tt",       "ul",  "var",
};
static_assert(std::ranges::is_sorted(elements));

constexpr std::string_view attributes[] = {
    "abbr",        "accesskey",   "align",      "alt",     "axis",     "bgcolor",  "border", "cellhalign",
    "cellpadding", "cellspacing", "cellvalign", "char",    "charoff",  "charset",  "cite",   "class",
    "colspan",     "compact",     "coords",     "dir",     "frame",    "headers",  "height", "href",
    "hreflang",    "hspace",      "id",         "ismap",   "lang",     "longdesc", "name",   "nohref",
    "nowrap",      "rel",         "rev",        "rowspan", "rules",    "scope",    "shape",  "span",
    "src",         "start",       "style",      "summary", "tabindex", "title",    "type",   "usemap",
    "valign",      "value",       "vspace",     "width",
};
static_assert(std::ranges::is_sorted(attributes));

constexpr std::string_view addresses[] = {"cite", "href", "longdesc", "src", "usemap"};

// Of addresses that run code, or are content of their own that nobody has checked.
constexpr std::string_view risky_schemes[] = {"blob",       "data",       "filesystem", "jar",
                                              "javascript", "jscript",    "livescript", "mocha",
                                              "vbscript",   "view-source"};

constexpr std::string_view images[] = {"data:image/bmp", "data:image/gif", "data:image/jpeg",
                                       "data:image/jpg", "data:image/png", "data:image/webp"};

constexpr std::string_view risky_in_styles[] = {
    "url(", "expression(", "javascript:", "vbscript:", "@import", "behavior:", "-moz-binding", "src("};

bool is_one_of(std::span<const std::string_view> sorted, std::string_view text) {
    return std::ranges::binary_search(sorted, text);
}

// As a browser reads it: small letters, without the white space and controls it passes over.
std::string as_browsers_read(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) > 0x20 && c != 0x7F) {
            out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c);
        }
    }
    return out;
}

// Without comments and backslashes, which hide words in CSS.
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

} // namespace

bool is_narrative_element(std::string_view name) {
    return is_one_of(elements, name);
}

bool is_narrative_attribute(std::string_view prefix, std::string_view name) {
    return prefix.empty() ? is_one_of(attributes, name)
                          : prefix == "xml" && (name == "lang" || name == "space");
}

bool is_address(std::string_view attribute) {
    return is_one_of(addresses, attribute);
}

bool is_safe_address(std::string_view element, std::string_view address) {
    const std::string text = as_browsers_read(address);
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos || text.find_first_of("/?#") < colon) {
        return true; // relative
    }
    const bool is_image = element == "img" && std::ranges::any_of(images, [&](std::string_view it) {
                              return text.starts_with(it);
                          });
    return is_image || !is_one_of(risky_schemes, std::string_view(text).substr(0, colon));
}

bool is_safe_style(std::string_view style) {
    const std::string text = bare_style(style);
    return text.find('\\') == std::string::npos &&
           std::ranges::none_of(risky_in_styles,
                                [&](std::string_view it) { return text.find(it) != std::string::npos; });
}

} // namespace renkei::xml
