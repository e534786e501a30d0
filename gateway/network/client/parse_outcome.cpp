#include "gateway/network/client/parse_outcome.h"

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/parser.h"
#include "gateway/core/text/sanitize.h"
#include "generated/messages/exchange.h"

#include <algorithm>
#include <charconv>

namespace renkei::client {
namespace {

using diag::Finding;
using diag::MessageRow;
using json::no_node;
using json::NodeId;
using json::Tree;
using text::sanitized;

constexpr std::size_t max_quotation_length = 4000; // bytes of what is quoted

// ---- the answer's JSON

NodeId child(const Tree& tree, NodeId object, std::string_view key) {
    return object == no_node || !tree[object].is_object() ? no_node : tree.child(object, key);
}

std::string presentable_text(const Tree& tree, NodeId node) {
    return node == no_node || !tree[node].is_string() ? "" : sanitized(tree.text(node), max_quotation_length);
}

std::string member(const Tree& tree, NodeId object, std::string_view key) {
    return presentable_text(tree, child(tree, object, key));
}

NodeId first_of(const Tree& tree, NodeId object, std::string_view key) {
    const NodeId found = child(tree, object, key);
    return found == no_node || !tree[found].is_array() ? no_node : tree.first_child(found);
}

// The message id, which an issue and a row of a report write differently.
std::string id_of(const Tree& tree, NodeId issue) {
    const std::string code = member(tree, first_of(tree, child(tree, issue, "details"), "coding"), "code");
    return code.empty() ? member(tree, issue, "id") : code;
}

// Whole: it is compared with our sentences before it is quoted.
std::string words_of(const Tree& tree, NodeId issue) {
    for (const NodeId node : {child(tree, issue, "diagnostics"), child(tree, issue, "text"),
                              child(tree, child(tree, issue, "details"), "text")}) {
        if (node != no_node && tree[node].is_string() && !tree.text(node).empty()) {
            return sanitized(tree.text(node), tree.text(node).size());
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

// The parts of an issue's extension "finding", as a row of a report has them; other programs write none.
struct Parts {
    std::vector<std::string> arguments{};
    std::string item{};
    std::string name{};
    diag::Where where{};
};

struct NumberPart {
    std::string_view name;
    std::uint32_t diag::Where::*number;
};
constexpr NumberPart number_parts[] = {{"line", &diag::Where::line},
                                       {"column", &diag::Where::column},
                                       {"record", &diag::Where::record},
                                       {"cell", &diag::Where::cell},
                                       {"document", &diag::Where::document}};

NodeId children_of(const Tree& tree, NodeId object, std::string_view key) {
    const NodeId list = child(tree, object, key);
    return list != no_node && tree[list].is_array() ? list : no_node;
}

void read_part(const Tree& tree, NodeId part, Parts& out) {
    const std::string url = member(tree, part, "url");
    const std::string text = member(tree, part, "valueString");
    if (url == "argument") {
        out.arguments.push_back(text);
    } else if (url == "item") {
        out.item = text;
    } else if (url == "name") {
        out.name = text;
    } else if (url == "file") {
        out.where.file = text;
    } else if (url == "offset") {
        out.where.offset = number_in<std::uint64_t>(tree, part, "valueDecimal");
    }
    for (const NumberPart& number : number_parts) {
        if (url == number.name) {
            out.where.*number.number = number_in<std::uint32_t>(tree, part, "valueDecimal");
        }
    }
}

std::optional<Parts> read_extension(const Tree& tree, NodeId issue) {
    constexpr std::string_view finding = "/StructureDefinition/finding";
    const NodeId extensions = children_of(tree, issue, "extension");
    if (extensions == no_node) {
        return std::nullopt;
    }
    for (const NodeId extension : tree.children(extensions)) {
        const NodeId parts = children_of(tree, extension, "extension");
        if (parts != no_node && member(tree, extension, "url").ends_with(finding)) {
            Parts out;
            for (const NodeId part : tree.children(parts)) {
                read_part(tree, part, out);
            }
            return out;
        }
    }
    return std::nullopt;
}

// A row of a report has the same as members of its own.
Parts read_row(const Tree& tree, NodeId row) {
    Parts out{.item = member(tree, row, "item"),
              .name = member(tree, row, "name"),
              .where = {.file = member(tree, row, "file"),
                        .offset = number_in<std::uint64_t>(tree, row, "offset"),
                        .path = member(tree, row, "path")}};
    for (const NumberPart& part : number_parts) {
        out.where.*part.number = number_in<std::uint32_t>(tree, row, part.name);
    }
    if (const NodeId list = children_of(tree, row, "arguments"); list != no_node) {
        for (const NodeId argument : tree.children(list)) {
            out.arguments.push_back(presentable_text(tree, argument));
        }
    }
    return out;
}

// An issue of another program: its place is a text.
std::string place_of(const Tree& tree, NodeId issue) {
    const std::string location = presentable_text(tree, first_of(tree, issue, "location"));
    return location.empty() ? presentable_text(tree, first_of(tree, issue, "expression")) : location;
}

// A FHIRPath; or a JSON Pointer, which is the last location.
std::string path_of(const Tree& tree, NodeId issue) {
    std::string out = presentable_text(tree, first_of(tree, issue, "expression"));
    const NodeId locations = children_of(tree, issue, "location");
    if (out.empty() && locations != no_node) {
        for (const NodeId location : tree.children(locations)) {
            out = presentable_text(tree, location);
        }
        out = out.starts_with('/') ? out : "";
    }
    return out;
}

Parts read_parts(const Tree& tree, NodeId issue) {
    if (std::optional<Parts> parts = read_extension(tree, issue)) {
        parts->where.path = path_of(tree, issue);
        return *std::move(parts);
    }
    Parts out = read_row(tree, issue);
    out.where.path = out.where.path.empty() ? place_of(tree, issue) : out.where.path;
    return out;
}

// The file that was sent stands in front, and only once; of a set, the one of which it is said.
diag::Where place_in(const std::string& about, diag::Where where) {
    constexpr std::string_view between = ", ";
    for (std::string_view rest = about; !where.file.empty() && !rest.empty();) {
        const std::size_t end = std::min(rest.find(between), rest.size());
        const std::string_view sent = rest.substr(0, end);
        if (where.file == sent.substr(sent.rfind('/') + 1)) {
            where.file = sent;
            return where;
        }
        rest.remove_prefix(std::min(end + between.size(), rest.size()));
    }
    where.file = about + (where.file.empty() ? "" : (about.empty() ? "" : ": ") + where.file);
    return where;
}

// Our message with this id, if one of its sentences with these arguments is the text. Another version of the
// program, or another program, may mean something else by the id: then its own words are quoted.
const MessageRow* message_of(std::string_view id, const Parts& parts, std::string_view text) {
    const std::string label = diag::item_label(parts.name, parts.item);
    for (const MessageRow& row : diag::messages()) {
        const auto says_it = [&](diag::Language language) {
            const std::string sentence = diag::sentence(row.message, parts.arguments, language);
            return text == sentence || text == label + sentence;
        };
        if (row.id == id && (says_it(diag::Language::english) || says_it(diag::Language::japanese))) {
            return &row;
        }
    }
    return nullptr;
}

std::optional<Finding> read(const Tree& tree, NodeId issue, const std::string& about) {
    const std::string text = words_of(tree, issue);
    if (text.empty()) {
        return std::nullopt;
    }
    const std::string id = id_of(tree, issue);
    Parts parts = read_parts(tree, issue);
    const MessageRow* const row = message_of(id, parts, text);
    const bool has_item_in_words =
        row == nullptr && text.starts_with(diag::item_label(parts.name, parts.item));
    Finding out = diag::finding(row == nullptr ? message::server_said : row->message,
                                place_in(about, std::move(parts.where)));
    out.args = row == nullptr ? std::vector<std::string>{sanitized(text, max_quotation_length), id}
                              : std::move(parts.arguments);
    if (!has_item_in_words) {
        out.item = std::move(parts.item);
        out.name = std::move(parts.name);
    }
    // "fatal" is one, too
    out.severity = diag::severity_of(member(tree, issue, "severity")).value_or(diag::Severity::error);
    return out;
}

} // namespace

namespace {

// Calls with each issue of an OperationOutcome, or each row of a receipt's report.
template <class Visit>
void each_issue(std::string_view body, const Visit& visit) {
    Tree tree;
    if (!json::Parser().parse(body, tree) || !tree[Tree::root].is_object()) {
        return;
    }
    const NodeId issues = tree.child(Tree::root, "issue");
    const NodeId list = issues != no_node ? issues : tree.child(Tree::root, "report");
    if (list == no_node || !tree[list].is_array()) {
        return;
    }
    for (const NodeId one : tree.children(list)) {
        if (tree[one].is_object()) {
            visit(tree, one);
        }
    }
}

} // namespace

std::vector<std::string> issue_ids(std::string_view body) {
    std::vector<std::string> out;
    each_issue(body, [&](const Tree& tree, NodeId issue) { out.push_back(id_of(tree, issue)); });
    return out;
}

std::vector<Finding> parse_outcome(std::string_view body, const std::string& about) {
    std::vector<Finding> out;
    each_issue(body, [&](const Tree& tree, NodeId issue) {
        if (std::optional<Finding> finding = read(tree, issue, about)) {
            out.push_back(*std::move(finding));
        }
    });
    std::ranges::stable_sort(out, std::ranges::greater(), &Finding::severity);
    return out;
}

std::vector<Finding> refusal_findings(int status, std::string_view body, const std::string& about) {
    constexpr std::size_t enough = 1000;
    std::vector<Finding> out{
        diag::finding(message::server_refused, {.file = about}, {std::to_string(status)})};
    std::vector<Finding> issue = parse_outcome(body, about);
    if (issue.empty() && !body.empty()) {
        issue.push_back(diag::finding(message::server_said, {.file = about}, {sanitized(body, enough)}));
    }
    std::ranges::move(issue, std::back_inserter(out));
    return out;
}

} // namespace renkei::client
