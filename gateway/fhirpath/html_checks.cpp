#include "gateway/fhirpath/html_checks.h"

#include "gateway/xml/characters.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <string>

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

// A name and its last eight bytes as a number: most names are no longer, so one comparison tells them apart.
struct Word {
    std::string_view text;
    std::uint64_t end = 0;

    constexpr void add(char c) { end = end << 8U | static_cast<unsigned char>(c); }
    constexpr bool is(const Word& other) const {
        return end == other.end && text.size() == other.text.size() && (text.size() <= sizeof end || text == other.text);
    }
};
constexpr Word word(std::string_view text) {
    Word out{text};
    for (const char c : text) {
        out.add(c);
    }
    return out;
}

// Every tag of a narrative is looked at, so what a name begins with leads to the few that begin so.
template <std::size_t n>
class Words {
public:
    explicit constexpr Words(const std::string_view (&list)[n]) {
        std::ranges::transform(list, words_.begin(), word);
        for (std::size_t letter = 0; letter < first_.size(); ++letter) {
            const auto first = std::ranges::find_if(words_, [&](const Word& it) { return it.text.front() >= static_cast<char>('a' + letter); });
            first_[letter] = static_cast<std::uint8_t>(first - words_.begin());
        }
    }

    // Its place in the list; n: it is none of them.
    constexpr std::size_t find(const Word& wanted) const {
        const std::string_view text = wanted.text;
        if (text.empty() || text.front() < 'a' || text.front() > 'z') {
            return n;
        }
        const auto letter = static_cast<std::size_t>(text.front() - 'a');
        for (std::size_t at = first_[letter]; at < first_[letter + 1]; ++at) {
            if (words_[at].is(wanted)) {
                return at;
            }
        }
        return n;
    }
    bool contains(std::string_view text) const { return find(word(text)) != n; }
    const Word& operator[](std::size_t at) const { return words_[at]; }

private:
    std::array<Word, n> words_{};
    std::array<std::uint8_t, 27> first_{};
};
constexpr Words allowed_elements(elements);
constexpr std::size_t div = allowed_elements.find(word("div"));
constexpr std::size_t img = allowed_elements.find(word("img"));
constexpr Words allowed_attributes(attributes);

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

// The first bytes of what browsers read: references resolved, without blanks and control characters, in small letters.
std::string beginning_as_read(std::string_view value, std::size_t size) {
    std::string out;
    std::string resolved;
    for (std::size_t at = 0; at < value.size() && out.size() < size;) {
        resolved.clear();
        if (value[at] != '&' || !xml::append_reference(resolved, value, at)) {
            resolved = value[at];
            ++at;
        }
        for (const char c : resolved) {
            if (static_cast<unsigned char>(c) > ' ') {
                out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            }
        }
    }
    return out;
}

// A link may not run anything.
bool is_active(std::string_view value) {
    constexpr std::string_view schemes[] = {"javascript:", "vbscript:"};
    const auto first = std::ranges::find_if(value, [](char c) { return static_cast<unsigned char>(c) > ' '; });
    constexpr std::string_view of_schemes = "jJvV&"; // how they may begin; few addresses do
    if (first == value.end() || of_schemes.find(*first) == std::string_view::npos) {
        return false;
    }
    constexpr std::size_t longest = std::ranges::max(schemes, {}, &std::string_view::size).size();
    const std::string read = beginning_as_read(value, longest);
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
        if (!allowed_attributes.contains(name) || close == std::string_view::npos ||
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

constexpr bool is_of_name(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

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
            if (!take_tag(text, at)) {
                return false;
            }
        }
        return open_.empty() && says_something_;
    }

private:
    // The tag that begins at `at`, which is moved behind it.
    bool take_tag(std::string_view text, std::size_t& at) {
        const bool is_end = text.substr(at + 1).starts_with('/');
        const std::size_t begin = at + (is_end ? 2 : 1);
        Word name;
        std::size_t end = begin;
        for (; end < text.size() && is_of_name(text[end]); ++end) {
            name.add(text[end]);
        }
        if (end < text.size() && text[end] == '>') { // nothing but a name, as most are
            name.text = text.substr(begin, end - begin);
            at = end + 1;
            return is_end ? close(name) : open(name);
        }
        end = tag_end(text, at);
        const std::string_view inside = text.substr(at + 1, end - at - 1);
        at = end + 1;
        return end != std::string_view::npos && (is_end ? close(word(word_of(inside.substr(1)))) : start(inside));
    }

    bool start(std::string_view inside) {
        const bool is_closed = inside.ends_with('/');
        inside.remove_suffix(is_closed ? 1 : 0);
        const std::string_view name = word_of(inside);
        if (!open(word(name)) || !check_attributes(inside.substr(name.size()))) {
            return false;
        }
        if (is_closed) {
            open_.pop_back();
        }
        return true;
    }

    bool open(const Word& name) {
        const std::size_t element = allowed_elements.find(name);
        if (element == std::size(elements) || (open_.empty() && element != div)) {
            return false;
        }
        says_something_ = says_something_ || element == img;
        open_ += static_cast<char>(element);
        return true;
    }

    bool close(const Word& name) {
        const bool fits = !open_.empty() && allowed_elements[static_cast<std::size_t>(open_.back())].is(name);
        if (fits) {
            open_.pop_back();
        }
        return fits;
    }

    std::string open_; // elements: their places in the list. Few are open at once, so it takes no memory
    bool says_something_ = false;
};

} // namespace

bool is_safe_html(std::string_view xhtml) {
    return Checker().check(xhtml);
}

} // namespace renkei::fhirpath
