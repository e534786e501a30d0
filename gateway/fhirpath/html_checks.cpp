#include "gateway/fhirpath/html_checks.h"

#include "gateway/xml/characters.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace renkei::fhirpath {
namespace {

constexpr std::string_view elements[] = {
    "a",   "abbr",     "acronym", "b",    "bdo",    "big", "blockquote", "br",    "caption", "cite", "code",
    "col", "colgroup", "dd",      "dfn",  "div",    "dl",  "dt",         "em",    "h1",      "h2",   "h3",
    "h4",  "h5",       "h6",      "hr",   "i",      "img", "kbd",        "li",    "ol",      "p",    "pre",
    "q",   "samp",     "small",   "span", "strong", "sub", "sup",        "table", "tbody",   "td",   "tfoot",
    "th",  "thead",    "tr",      "tt",   "u",      "ul",  "var",
};
static_assert(std::ranges::is_sorted(elements));
constexpr std::string_view attributes[] = {
    "abbr",        "accesskey", "align",    "alt",       "axis",     "bgcolor", "border",  "cellpadding",
    "cellspacing", "char",      "charoff",  "charset",   "cite",     "class",   "colspan", "dir",
    "frame",       "headers",   "height",   "href",      "hreflang", "id",      "lang",    "longdesc",
    "name",        "nowrap",    "rel",      "rev",       "rowspan",  "rules",   "scope",   "span",
    "src",         "start",     "style",    "summary",   "tabindex", "title",   "type",    "valign",
    "value",       "width",     "xml:lang", "xml:space", "xmlns",
};
static_assert(std::ranges::is_sorted(attributes));

// Every tag of a narrative is looked at, so what a name begins with leads to the few that begin so.
template <std::size_t n>
constexpr auto first_by_letter(const std::string_view (&list)[n]) {
    std::array<std::uint8_t, 27> out{};
    for (std::size_t letter = 0; letter < out.size(); ++letter) {
        const auto* const first = std::ranges::find_if(list, [&](std::string_view it) { return it.front() >= static_cast<char>('a' + letter); });
        out[letter] = static_cast<std::uint8_t>(first - list);
    }
    return out;
}
constexpr auto elements_of = first_by_letter(elements);
constexpr auto attributes_of = first_by_letter(attributes);

template <std::size_t n>
bool is_one_of(const std::string_view (&list)[n], const std::array<std::uint8_t, 27>& first_of, std::string_view word) {
    if (word.empty() || word.front() < 'a' || word.front() > 'z') {
        return false;
    }
    const auto letter = static_cast<std::size_t>(word.front() - 'a');
    return std::find(list + first_of[letter], list + first_of[letter + 1], word) != list + first_of[letter + 1];
}

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    return text;
}

// Up to the first blank; or the first "=", if that ends it, too.
std::string_view word_of(std::string_view text, char also = ' ') {
    std::size_t end = 0;
    while (end < text.size() && !is_blank(text[end]) && text[end] != also) {
        ++end;
    }
    return text.substr(0, end);
}

// What browsers read: references resolved, without blanks and control characters, in small letters.
std::string as_read(std::string_view value) {
    std::string resolved;
    for (std::size_t at = 0; at < value.size();) {
        if (value[at] != '&' || !xml::append_reference(resolved, value, at)) {
            resolved += value[at];
            ++at;
        }
    }
    std::string out;
    for (const char c : resolved) {
        if (static_cast<unsigned char>(c) > ' ') {
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return out;
}

// A link may not run anything.
bool is_active(std::string_view value) {
    if (value.find_first_of(":&") == std::string_view::npos) { // no scheme
        return false;
    }
    constexpr std::string_view schemes[] = {"javascript:", "vbscript:"};
    const std::string read = as_read(value);
    return std::ranges::any_of(schemes, [&](std::string_view scheme) { return read.starts_with(scheme); });
}

// name="value" …; true if all of them are allowed.
bool check_attributes(std::string_view rest) {
    for (rest = without_blanks(rest); !rest.empty(); rest = without_blanks(rest)) {
        const std::string_view name = word_of(rest, '=');
        rest = without_blanks(rest.substr(name.size()));
        if (!rest.starts_with('=')) {
            return false;
        }
        rest = without_blanks(rest.substr(1));
        const std::size_t close = rest.empty() ? std::string_view::npos : rest.find(rest.front(), 1);
        if (!is_one_of(attributes, attributes_of, name) || close == std::string_view::npos ||
            (rest.front() != '"' && rest.front() != '\'') || is_active(rest.substr(1, close - 1))) {
            return false;
        }
        rest = rest.substr(close + 1);
    }
    return true;
}

// The end of a tag: a ">" outside quotes.
std::size_t tag_end(std::string_view text, std::size_t from) {
    for (std::size_t at = from; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '>') {
            return at;
        }
        if (c == '"' || c == '\'') {
            at = text.find(c, at + 1);
            if (at == std::string_view::npos) {
                return at;
            }
        }
    }
    return std::string_view::npos;
}

class Checker {
public:
    bool check(std::string_view text) {
        for (std::size_t at = 0; at < text.size();) {
            if (text[at] != '<') {
                const std::size_t end = std::min(text.find('<', at), text.size());
                says_something_ = says_something_ || !without_blanks(text.substr(at, end - at)).empty();
                at = end;
                continue;
            }
            if (text.substr(at).starts_with("<!--")) {
                const std::size_t end = text.find("-->", at);
                if (end == std::string_view::npos) {
                    return false;
                }
                at = end + 3;
                continue;
            }
            const std::size_t end = tag_end(text, at);
            if (end == std::string_view::npos || !tag(text.substr(at + 1, end - at - 1))) {
                return false;
            }
            at = end + 1;
        }
        return open_.empty() && says_something_;
    }

private:
    bool tag(std::string_view inside) {
        if (inside.starts_with('/')) {
            const std::string_view name = word_of(inside.substr(1));
            const bool fits = !open_.empty() && open_.back() == name;
            if (fits) {
                open_.pop_back();
            }
            return fits;
        }
        const bool is_closed = inside.ends_with('/');
        inside.remove_suffix(is_closed ? 1 : 0);
        const std::string_view name = word_of(inside);
        if (!is_one_of(elements, elements_of, name) || (open_.empty() && name != "div") ||
            !check_attributes(inside.substr(name.size()))) {
            return false;
        }
        says_something_ = says_something_ || name == "img";
        if (!is_closed) {
            open_.push_back(name);
        }
        return true;
    }

    std::vector<std::string_view> open_; // of the text that is checked
    bool says_something_ = false;
};

} // namespace

bool is_safe_html(std::string_view xhtml) {
    return Checker().check(xhtml);
}

} // namespace renkei::fhirpath
