#include "gateway/core/json/place.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/json/member.h"

#include <algorithm>
#include <charconv>

namespace renkei::json {
namespace {

constexpr bool begins_identifier(char c) { return base::is_letter(c) || c == '_'; }

bool is_identifier(std::string_view name) {
    return !name.empty() && begins_identifier(name.front()) &&
           std::ranges::all_of(name, [](char c) { return begins_identifier(c) || base::is_digit(c); });
}

// A name in a path for people is cut at this length. FHIR and forms have no longer names, and many findings
// may repeat one.
constexpr std::size_t longest_name = 200; // bytes

std::string shown_name(std::string_view name) {
    if (name.size() <= longest_name) {
        return std::string(name);
    }
    std::size_t size = longest_name;
    while (size > 0 && (static_cast<unsigned char>(name[size]) & 0xC0U) == 0x80U) {
        --size; // within a character
    }
    return std::string(name.substr(0, size)) + "…";
}

// The nodes from below the root down to `node`.
std::vector<NodeId> steps(const Tree& tree, NodeId node) {
    std::vector<NodeId> out;
    for (NodeId at = node; tree.parent(at) != no_node; at = tree.parent(at)) {
        out.push_back(at);
    }
    std::ranges::reverse(out);
    return out;
}

void append_fhirpath_name(std::string& out, std::string_view name) {
    if (name.size() > 1 && name.front() == '_') {
        name.remove_prefix(1); // JSON keeps id and extensions of a primitive beside it
    }
    if (!out.empty()) {
        out.push_back('.');
    }
    if (is_identifier(name)) {
        out.append(name);
        return;
    }
    out.push_back('`');
    for (const char c : name) {
        if (c == '`' || c == '\\') {
            out.push_back('\\');
        }
        out.push_back(c);
    }
    out.push_back('`');
}

enum class Names : bool { whole, shown };

std::string pointer_of(const Tree& tree, NodeId node, Names names) {
    std::string out;
    for (const NodeId step : steps(tree, node)) {
        if (tree.is_element(step)) {
            out.append("/").append(std::to_string(tree.index(step)));
        } else if (names == Names::whole) {
            append_pointer_step(out, tree.key(step));
        } else {
            append_pointer_step(out, shown_name(tree.key(step)));
        }
    }
    return out;
}

std::string_view resource_type(const Tree& tree) { return text_of(tree, Tree::root, "resourceType"); }

// ~1 is a slash, ~0 a tilde; anything else behind a tilde is no pointer.
bool unescape_step(std::string_view step, std::string& out) {
    out.clear();
    for (std::size_t at = 0; at < step.size(); ++at) {
        if (step[at] != '~') {
            out.push_back(step[at]);
            continue;
        }
        ++at;
        if (at == step.size() || (step[at] != '0' && step[at] != '1')) {
            return false;
        }
        out.push_back(step[at] == '0' ? '~' : '/');
    }
    return true;
}

NodeId element(const Tree& tree, NodeId array, std::string_view step) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
    const bool leading_zero = step.size() > 1 && step.front() == '0';
    if (error != std::errc{} || end != step.data() + step.size() || leading_zero) {
        return no_node;
    }
    return tree.element(array, index);
}

constexpr std::size_t mark_every = 512;
constexpr std::size_t near = 8 * mark_every; // what is asked next is mostly here

// How many bytes are such. Counted in a byte, which a compiler does many at a time, because JSON often is one
// long line.
template <class Is>
std::uint32_t count_bytes(std::string_view text, Is is) {
    constexpr std::size_t most = 240; // fits a byte, and is a multiple of what registers hold
    std::uint32_t out = 0;
    for (std::size_t from = 0; from < text.size(); from += most) {
        std::uint8_t count = 0;
        for (const char c : text.substr(from, most)) {
            count = static_cast<std::uint8_t>(count + (is(c) ? 1 : 0));
        }
        out += count;
    }
    return out;
}

// Characters of UTF-8: bytes that do not continue one.
std::uint32_t characters(std::string_view text) {
    return count_bytes(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80; });
}

// LF, or a CR that no LF follows: the CR of a CRLF is a character of its line.
bool ends_line(std::string_view input, std::size_t at) {
    return input[at] == '\n' || (input[at] == '\r' && (at + 1 == input.size() || input[at + 1] != '\n'));
}

Position advance(Position out, std::string_view input, std::size_t from, std::size_t to) {
    const std::string_view passed = input.substr(from, to - from);
    std::uint32_t lines = count_bytes(passed, [](char c) { return c == '\n'; });
    for (std::size_t cr = passed.find('\r'); cr != std::string_view::npos; cr = passed.find('\r', cr + 1)) {
        lines += ends_line(input, from + cr) ? 1U : 0U;
    }
    if (lines > 0) {
        from = to;
        while (!ends_line(input, from - 1)) {
            --from;
        }
        out.line += lines;
        out.column = 1;
    }
    out.column += characters(input.substr(from, to - from));
    return out;
}

diag::Where where_at(const Tree& tree, NodeId node, Position at, std::string_view file) {
    return {.file = std::string(file),
            .offset = tree[node].begin,
            .line = at.line,
            .column = at.column,
            .path =
                resource_type(tree).empty() ? pointer_of(tree, node, Names::shown) : fhirpath(tree, node)};
}

} // namespace

Position position(std::string_view input, std::size_t offset) {
    return advance({}, input, 0, std::min(offset, input.size()));
}

Positions::Positions(std::string_view input) : input_(input), marks_{Position{}} {}

Position Positions::at(std::size_t offset) const {
    const std::size_t end = std::min(offset, input_.size());
    const std::size_t mark = end / mark_every;
    if (end < last_ || end - last_ > near) {
        while (marks_.size() <= mark) {
            const std::size_t from = (marks_.size() - 1) * mark_every;
            marks_.push_back(advance(marks_.back(), input_, from, from + mark_every));
        }
        last_ = mark * mark_every;
        at_last_ = marks_[mark];
    }
    at_last_ = advance(at_last_, input_, last_, end);
    last_ = end;
    return at_last_;
}

void append_pointer_step(std::string& out, std::string_view key) {
    out.push_back('/');
    for (const char c : key) {
        if (c == '~' || c == '/') {
            out.append(c == '~' ? "~0" : "~1");
        } else {
            out.push_back(c);
        }
    }
}

std::string pointer(const Tree& tree, NodeId node) { return pointer_of(tree, node, Names::whole); }

NodeId resolve(const Tree& tree, std::string_view pointer) {
    if (tree.empty() || (!pointer.empty() && pointer.front() != '/')) {
        return no_node;
    }
    NodeId node = Tree::root;
    std::string key;
    while (!pointer.empty() && node != no_node) {
        pointer.remove_prefix(1);
        const std::string_view step = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(step.size());
        if (!unescape_step(step, key)) {
            return no_node;
        }
        node = tree[node].is_array() ? element(tree, node, key) : tree.child(node, std::string_view(key));
    }
    return node;
}

std::string fhirpath(const Tree& tree, NodeId node) {
    std::string out = shown_name(resource_type(tree));
    for (const NodeId step : steps(tree, node)) {
        if (tree.is_element(step)) {
            out.append("[").append(std::to_string(tree.index(step))).append("]");
        } else {
            append_fhirpath_name(out, shown_name(tree.key(step)));
        }
    }
    return out;
}

diag::Where where(const Tree& tree, NodeId node, std::string_view file) {
    return where_at(tree, node, position(tree.input(), tree[node].begin), file);
}

diag::Where where(const Tree& tree, NodeId node, const Positions& positions, std::string_view file) {
    return where_at(tree, node, positions.at(tree[node].begin), file);
}

} // namespace renkei::json
