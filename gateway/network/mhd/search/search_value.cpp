#include "gateway/network/mhd/search/search_value.h"

#include "gateway/core/text/replace.h"
#include "gateway/core/text/utf8.h"
#include "gateway/core/text/width.h"
#include "gateway/network/mhd/metadata/path.h"

#include <algorithm>

namespace renkei::mhd {
namespace {

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escapes = text[i] == '\\' && i + 1 < text.size();
        i += escapes ? 1 : 0;
        out += text[i];
    }
    return out;
}

// The first such character that no backslash stands before.
std::size_t find_bare(std::string_view text, char wanted, std::size_t from) {
    for (std::size_t i = from; i < text.size(); ++i) {
        if (text[i] == '\\') {
            ++i;
        } else if (text[i] == wanted) {
            return i;
        }
    }
    return std::string_view::npos;
}

bool same_token(const TokenValue& wanted, std::string_view system, std::string_view code) {
    return (!wanted.system || *wanted.system == system) && (wanted.code.empty() || wanted.code == code);
}

struct PrefixName {
    std::string_view name;
    Prefix prefix;
};
constexpr PrefixName prefixes[] = {{"eq", Prefix::eq}, {"ne", Prefix::ne}, {"gt", Prefix::gt},
                                   {"lt", Prefix::lt}, {"ge", Prefix::ge}, {"le", Prefix::le},
                                   {"sa", Prefix::sa}, {"eb", Prefix::eb}, {"ap", Prefix::ap}};

using Compare = bool (*)(const DateRange& wanted, const DateRange& found);

bool contains(const DateRange& wanted, const DateRange& found) {
    return wanted.from <= found.from && found.to <= wanted.to;
}
bool overlaps(const DateRange& wanted, const DateRange& found) {
    return found.from < wanted.to && wanted.from < found.to;
}

// R4 search, 3.1.1.5.6; by Prefix.
constexpr Compare compares[] = {
    contains,
    [](const DateRange& wanted, const DateRange& found) { return !contains(wanted, found); },
    [](const DateRange& wanted, const DateRange& found) { return found.to > wanted.to; },
    [](const DateRange& wanted, const DateRange& found) { return found.from < wanted.from; },
    [](const DateRange& wanted, const DateRange& found) {
        return found.to > wanted.to || contains(wanted, found);
    },
    [](const DateRange& wanted, const DateRange& found) {
        return found.from < wanted.from || contains(wanted, found);
    },
    [](const DateRange& wanted, const DateRange& found) { return found.from >= wanted.to; },
    [](const DateRange& wanted, const DateRange& found) { return found.to <= wanted.from; },
    overlaps,
};

// comparable(), and where its words begin.
struct ComparableText {
    std::string text;
    std::vector<std::size_t> words;
};

ComparableText comparable_text(std::string_view written) {
    ComparableText out;
    const std::string all = folded(text::plainest(written));
    bool begins = true;
    for (std::size_t at = 0; at < all.size();) {
        const text::CodePoint each = text::code_point_at(all, at);
        if (each.value == U' ') {
            begins = true;
        } else {
            if (begins) {
                out.words.push_back(out.text.size());
            }
            begins = false;
            out.text.append(all, at, each.size);
        }
        at += each.size;
    }
    return out;
}

} // namespace

std::string folded(std::string_view text) {
    std::string out = text::to_katakana(text::widen_kana(text::narrow_ascii(text)));
    std::ranges::transform(
        out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

std::string comparable(std::string_view text) { return comparable_text(text).text; }

TokenValue read_token(std::string_view text) {
    const std::size_t bar = find_bare(text, '|', 0);
    if (bar == std::string_view::npos) {
        return {.system = std::nullopt, .code = unescaped(text)};
    }
    return {.system = unescaped(text.substr(0, bar)), .code = unescaped(text.substr(bar + 1))};
}

bool matches(const TokenValue& wanted, const Tree& tree, NodeId node, std::string_view implied_system) {
    if (!tree[node].is_object()) {
        const bool is_of_system =
            !wanted.system || wanted.system->empty() || *wanted.system == implied_system;
        return !tree[node].is_container() && is_of_system &&
               (wanted.code.empty() || wanted.code == tree.text(node));
    }
    if (same_token(wanted, text_at(tree, node, "system"), text_at(tree, node, "code|value"))) {
        return true;
    }
    return std::ranges::any_of(nodes_at(tree, node, "coding"), [&](NodeId coding) {
        return same_token(wanted, text_at(tree, coding, "system"), text_at(tree, coding, "code"));
    });
}

std::optional<DateValue> read_date(std::string_view text) {
    DateValue out;
    const auto* const named = std::ranges::find(prefixes, text.substr(0, 2), &PrefixName::name);
    if (named != std::end(prefixes)) {
        out.prefix = named->prefix;
        text.remove_prefix(2);
    }
    const std::optional<DateRange> span = parse_date_range(text);
    if (!span) {
        return std::nullopt;
    }
    out.span = *span;
    return out;
}

bool matches(const DateValue& wanted, const DateRange& found) {
    return compares[static_cast<std::size_t>(wanted.prefix)](wanted.span, found);
}

std::optional<DateRange> date_range_at(const Tree& tree, NodeId node) {
    if (!tree[node].is_object()) {
        return tree[node].is_string() ? parse_date_range(tree.text(node)) : std::nullopt;
    }
    const std::optional<DateRange> start = parse_date_range(text_at(tree, node, "start"));
    const std::optional<DateRange> end = parse_date_range(text_at(tree, node, "end"));
    if (!start && !end) {
        return std::nullopt;
    }
    return DateRange{.from = start ? start->from : DateRange::never, .to = end ? end->to : DateRange::always};
}

bool matches(std::string_view wanted, TextMatch how, std::string_view found) {
    if (how == TextMatch::whole) {
        return wanted == found;
    }
    const std::string what = comparable(wanted);
    const ComparableText where = comparable_text(found);
    return how == TextMatch::anywhere ? where.text.find(what) != std::string::npos
                                      : std::ranges::any_of(where.words, [&](std::size_t at) {
                                            return std::string_view(where.text).substr(at).starts_with(what);
                                        });
}

std::vector<std::string> split_values(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t from = 0;;) {
        const std::size_t comma = find_bare(text, ',', from);
        out.emplace_back(text.substr(from, comma == std::string_view::npos ? comma : comma - from));
        if (comma == std::string_view::npos) {
            return out;
        }
        from = comma + 1;
    }
}

} // namespace renkei::mhd
