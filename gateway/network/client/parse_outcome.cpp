#include "gateway/network/client/parse_outcome.h"

#include "gateway/core/diag/place.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/text/sanitize.h"

#include <algorithm>
#include <charconv>

namespace renkei::client {
namespace {

using diag::Finding;
using diag::Message;
using diag::MessageRow;
using json::no_node;
using json::NodeId;
using json::Tree;
using text::sanitized;

constexpr std::size_t longest_quotation = 4000; // bytes of what is quoted
constexpr std::size_t most_places = 10;

// A text with holes: the pieces between them, and what each hole takes.
struct Template {
    std::vector<std::string_view> pieces{}; // one more than holes
    std::vector<diag::Hole> holes{};
};

Template read_template(std::string_view text) {
    Template out;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const std::optional<diag::Hole> hole = diag::hole_at(text.substr(i))) {
            out.pieces.push_back(text.substr(begin, i - begin));
            out.holes.push_back(*hole);
            begin = i + hole->size;
        }
    }
    out.pieces.push_back(text.substr(begin));
    return out;
}

using Arguments = std::optional<std::vector<std::string>>;

Arguments match(const Template& made, std::string_view text) {
    if (!text.starts_with(made.pieces.front())) {
        return std::nullopt;
    }
    text.remove_prefix(made.pieces.front().size());
    std::vector<std::string> out;
    for (std::size_t i = 0; i < made.holes.size(); ++i) {
        const std::string_view next = made.pieces[i + 1];
        const bool is_last = i + 1 == made.holes.size();
        const std::size_t end =
            is_last ? (text.ends_with(next) ? text.size() - next.size() : std::string_view::npos)
                    : text.find(next);
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        const diag::Hole& hole = made.holes[i];
        const std::string_view found = text.substr(0, end);
        out.resize(std::max(out.size(), hole.argument + 1));
        out[hole.argument] = std::string(found);
        text.remove_prefix(end + next.size());
    }
    return text.empty() ? Arguments(std::move(out)) : std::nullopt;
}

// ---- the answer's JSON

NodeId child(const Tree& tree, NodeId object, std::string_view key) {
    return object == no_node || !tree[object].is_object() ? no_node : tree.child(object, key);
}

std::string presentable_text(const Tree& tree, NodeId node) {
    return node == no_node || !tree[node].is_string() ? "" : sanitized(tree.text(node), longest_quotation);
}

std::string member(const Tree& tree, NodeId object, std::string_view key) {
    return presentable_text(tree, child(tree, object, key));
}

NodeId first_of(const Tree& tree, NodeId object, std::string_view key) {
    const NodeId found = child(tree, object, key);
    return found == no_node || !tree[found].is_array() ? no_node : tree.first_child(found);
}

// As an issue or as a row of a report writes it.
std::string id_of(const Tree& tree, NodeId issue) {
    const std::string code = member(tree, first_of(tree, child(tree, issue, "details"), "coding"), "code");
    return code.empty() ? member(tree, issue, "id") : code;
}

std::string words_of(const Tree& tree, NodeId issue) {
    for (std::string text : {member(tree, issue, "diagnostics"), member(tree, issue, "text"),
                             member(tree, child(tree, issue, "details"), "text")}) {
        if (!text.empty()) {
            return text;
        }
    }
    return "";
}

template <class T>
T number_in(const Tree& tree, NodeId object, std::string_view key) {
    const NodeId node = child(tree, object, key);
    T out{};
    if (node != no_node && tree[node].is_number()) {
        const std::string_view digits = tree.raw(node);
        std::from_chars(digits.data(), digits.data() + digits.size(), out);
    }
    return out;
}

// A row of a report says it number by number, an issue in words; one that is neither is a path.
diag::Where where_of(const Tree& tree, NodeId issue) {
    diag::Where row{.offset = number_in<std::uint64_t>(tree, issue, "offset"),
                    .line = number_in<std::uint32_t>(tree, issue, "line"),
                    .column = number_in<std::uint32_t>(tree, issue, "column"),
                    .record = number_in<std::uint32_t>(tree, issue, "record"),
                    .cell = number_in<std::uint32_t>(tree, issue, "cell"),
                    .path = member(tree, issue, "path")};
    if (row.line > 0 || row.record > 0) {
        return row;
    }
    const std::string location = presentable_text(tree, first_of(tree, issue, "location"));
    const std::string expression = presentable_text(tree, first_of(tree, issue, "expression"));
    if (std::optional<diag::Where> place = diag::read_where(location)) {
        place->path = expression;
        return *std::move(place);
    }
    for (const std::string& place : {location, expression, row.path}) {
        if (!place.empty()) {
            return {.path = place};
        }
    }
    return {};
}

// The file that was sent stands in front, and only once.
diag::Where place_in(const std::string& about, diag::Where where) {
    const std::string name = about.substr(about.rfind('/') + 1);
    const bool is_that = where.file == name;
    where.path = where.path == name ? "" : where.path; // an issue names a file alone as it does a path
    where.file = about + (is_that || where.file.empty() ? "" : (about.empty() ? "" : ": ") + where.file);
    return where;
}

// "氏名 (patient_name): …": the item stands in front of the sentence.
void split_item(std::string_view text, Finding& out) {
    const std::size_t bracket = text.rfind(" (");
    const bool has_both = bracket != std::string_view::npos && text.ends_with(')');
    out.name = has_both ? text.substr(0, bracket) : std::string_view();
    out.item = has_both ? text.substr(bracket + 2, text.size() - bracket - 3) : text;
}

bool recognise(const MessageRow& row, std::string_view text, Finding& out) {
    constexpr std::string_view behind_item = ": ";
    std::size_t begin = 0;
    for (std::size_t tries = 0; tries < most_places && begin <= text.size(); ++tries) {
        if (Arguments found = arguments_of(row, text.substr(begin))) {
            out.message = row.message;
            out.args = *std::move(found);
            if (begin > 0) {
                split_item(text.substr(0, begin - behind_item.size()), out);
            }
            return true;
        }
        const std::size_t end = text.find(behind_item, begin);
        begin = end == std::string_view::npos ? text.size() + 1 : end + behind_item.size();
    }
    return false;
}

std::optional<Finding> read(const Tree& tree, NodeId issue, const std::string& about) {
    const std::string text = words_of(tree, issue);
    if (text.empty()) {
        return std::nullopt;
    }
    Finding out = diag::finding(Message::server_said, place_in(about, where_of(tree, issue)), {text});
    const std::string id = id_of(tree, issue);
    const auto rows = diag::messages(); // several may have one id
    std::ranges::any_of(rows,
                        [&](const MessageRow& row) { return row.id == id && recognise(row, text, out); });
    if (out.item.empty() && out.message != Message::server_said) {
        out.item = member(tree, issue, "item");
        out.name = member(tree, issue, "name");
    }
    // "fatal" is one, too
    out.severity = diag::severity_of(member(tree, issue, "severity")).value_or(diag::Severity::error);
    return out;
}

} // namespace

Arguments arguments_of(const MessageRow& row, std::string_view text) {
    Arguments out = match(read_template(row.english), text);
    return out ? out : match(read_template(row.japanese), text);
}

std::vector<Finding> parse_outcome(std::string_view body, const std::string& about) {
    Tree tree;
    std::vector<Finding> out;
    if (!json::Parser().parse(body, tree) || !tree[Tree::root].is_object()) {
        return out;
    }
    const NodeId issues = tree.child(Tree::root, "issue");
    const NodeId list = issues != no_node ? issues : tree.child(Tree::root, "report");
    if (list == no_node || !tree[list].is_array()) {
        return out;
    }
    for (const NodeId one : tree.children(list)) {
        if (std::optional<Finding> issue = tree[one].is_object() ? read(tree, one, about) : std::nullopt) {
            out.push_back(*std::move(issue));
        }
    }
    std::ranges::stable_sort(out, std::ranges::greater(), &Finding::severity);
    return out;
}

std::vector<Finding> refusal_findings(int status, std::string_view body, const std::string& about) {
    constexpr std::size_t enough = 1000;
    std::vector<Finding> out{
        diag::finding(Message::server_refused, {.file = about}, {std::to_string(status)})};
    std::vector<Finding> issue = parse_outcome(body, about);
    if (issue.empty() && !body.empty()) {
        issue.push_back(diag::finding(Message::server_said, {.file = about}, {sanitized(body, enough)}));
    }
    std::ranges::move(issue, std::back_inserter(out));
    return out;
}

} // namespace renkei::client
