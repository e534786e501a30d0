#include "gateway/fhirpath/html_checks.h"

#include <algorithm>
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

constexpr std::string_view blanks = " \t\r\n";

template <std::size_t n>
bool is_one_of(const std::string_view (&list)[n], std::string_view word) {
    return std::ranges::binary_search(list, word);
}

std::string_view without_blanks(std::string_view text) {
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

// A link may not run anything.
bool is_active(std::string_view value) {
    constexpr std::string_view schemes[] = {"javascript:", "vbscript:"};
    value = without_blanks(value);
    return std::ranges::any_of(schemes, [&](std::string_view scheme) {
        return value.size() >= scheme.size() &&
               std::equal(scheme.begin(), scheme.end(), value.begin(), [](char a, char b) {
                   return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
               });
    });
}

// name="value" …; true if all of them are allowed.
bool check_attributes(std::string_view rest) {
    for (rest = without_blanks(rest); !rest.empty(); rest = without_blanks(rest)) {
        const std::size_t name_end = rest.find_first_of("= \t\r\n");
        const std::size_t equals = rest.find('=');
        if (name_end == std::string_view::npos || equals == std::string_view::npos) {
            return false;
        }
        const std::string_view name = rest.substr(0, name_end);
        rest = without_blanks(rest.substr(equals + 1));
        const std::size_t close = rest.empty() ? std::string_view::npos : rest.find(rest.front(), 1);
        if (!is_one_of(attributes, name) || close == std::string_view::npos ||
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
            const std::string_view name = inside.substr(1, inside.find_first_of(blanks, 1) - 1);
            const bool fits = !open_.empty() && open_.back() == name;
            if (fits) {
                open_.pop_back();
            }
            return fits;
        }
        const bool is_closed = inside.ends_with('/');
        inside.remove_suffix(is_closed ? 1 : 0);
        const std::size_t name_end = std::min(inside.find_first_of(blanks), inside.size());
        const std::string_view name = inside.substr(0, name_end);
        if (!is_one_of(elements, name) || (open_.empty() && name != "div") ||
            !check_attributes(inside.substr(name_end))) {
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
