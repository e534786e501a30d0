#include "gateway/fhir/terminology/code_table.h"

#include "gateway/core/base/word_list.h"
#include "gateway/core/json/member.h"

#include <algorithm>
#include <array>

namespace renkei::terminology {
namespace {

struct KnownRole {
    std::string_view name; // code, or last part of the URI
    PropertyRole role;
};
constexpr std::array roles{
    KnownRole{"status", PropertyRole::status},
    KnownRole{"inactive", PropertyRole::inactive},
    KnownRole{"notSelectable", PropertyRole::not_selectable},
    KnownRole{"deprecated", PropertyRole::deprecated},
    KnownRole{"deprecationDate", PropertyRole::deprecated},
    KnownRole{"parent", PropertyRole::parent},
    KnownRole{"subsumedBy", PropertyRole::parent},
    KnownRole{"child", PropertyRole::child},
};
constexpr std::array<std::string_view, 3> inactive_states{"retired", "inactive", "withdrawn"};
constexpr std::array<std::string_view, 4> partial_content{"fragment", "example", "not-present", "supplement"};

PropertyRole role_of(std::string_view code, std::string_view uri) {
    constexpr std::string_view standard = "http://hl7.org/fhir/concept-properties#";
    const std::string_view name = uri.starts_with(standard) ? uri.substr(standard.size()) : code;
    const auto known = std::ranges::find(roles, name, &KnownRole::name);
    return known == roles.end() ? PropertyRole::plain : known->role;
}

// The value of a concept's property: valueCode, valueString, valueBoolean …
json::NodeId value_of(const json::Tree& tree, json::NodeId property) {
    for (const json::NodeId member : tree.children(property)) {
        if (tree.key(member).starts_with("value")) {
            return member;
        }
    }
    return json::no_node;
}

} // namespace

CodeTable::CodeTable(const json::Tree& tree, json::NodeId code_system, Definer definer)
    : input_(tree.input()),
      definer_(definer) {
    url_ = keep(tree, code_system, "url");
    version_ = keep(tree, code_system, "version");
    language_ = keep(tree, code_system, "language");
    content_ = base::is_one_of(text_of(tree, code_system, "content"), partial_content)
                   ? ContentMode::partial
                   : ContentMode::complete;
    // If a code system does not say that case counts, case is ignored, as in HL7's validator.
    case_ = is_true(tree, code_system, "caseSensitive") ? CaseSensitivity::counts : CaseSensitivity::ignored;
    const std::string_view meaning = text_of(tree, code_system, "hierarchyMeaning");
    is_a_ = meaning.empty() || meaning == "is-a";
    read_declared(tree, code_system);
    const json::NodeId concepts = tree.child(code_system, "concept");
    if (concepts != json::no_node && tree[concepts].is_array()) {
        rows_.reserve(tree[concepts].count);
        read_concepts(tree, concepts, no_row);
        rows_.shrink_to_fit();
    }
    if (rows_.empty() || definer == Definer::other) {
        content_ = ContentMode::partial; // no codes to check by, or it may not say which codes exist
    }
    index();
    link();
}

std::string_view CodeTable::keep(const json::Tree& tree, json::NodeId object, std::string_view key) {
    const std::string_view text = text_of(tree, object, key);
    const std::less_equal<const char*> before;
    const bool is_in_input = before(input_.data(), text.data()) &&
                             before(text.data() + text.size(), input_.data() + input_.size());
    return text.empty() || is_in_input ? text : arena_.keep(text);
}

void CodeTable::read_declared(const json::Tree& tree, json::NodeId code_system) {
    for (const json::NodeId property : items(tree, code_system, "property")) {
        const std::string_view code = keep(tree, property, "code");
        declared_.push_back({code, role_of(code, text_of(tree, property, "uri"))});
    }
}

const DeclaredProperty* CodeTable::declared(std::string_view property) const {
    const auto found = std::ranges::find(declared_, property, &DeclaredProperty::code);
    return found == declared_.end() ? nullptr : &*found;
}

void CodeTable::read_concepts(const json::Tree& tree, json::NodeId concepts, std::uint32_t parent) {
    for (const json::NodeId it : tree.children(concepts)) {
        const auto row = static_cast<std::uint32_t>(rows_.size());
        rows_.push_back({.code = keep(tree, it, "code"),
                         .display = keep(tree, it, "display"),
                         .designations = {},
                         .properties = {},
                         .parent = parent});
        for (const json::NodeId member : tree.children(it)) {
            if (!tree[member].is_array()) {
                continue;
            }
            const std::string_view key = tree.key(member);
            const TextRange slice{tree[member].begin, tree[member].end - tree[member].begin};
            if (key == "concept") {
                read_concepts(tree, member, row);
            } else if (key == "designation") {
                rows_[row].designations = slice;
            } else if (key == "property") {
                rows_[row].properties = slice;
                read_roles(tree, member, row);
            }
        }
        rows_[row].after = static_cast<std::uint32_t>(rows_.size());
    }
}

void CodeTable::read_roles(const json::Tree& tree, json::NodeId properties, std::uint32_t row) {
    for (const json::NodeId property : tree.children(properties)) {
        const std::string_view code = text_of(tree, property, "code");
        const DeclaredProperty* known = declared(code);
        const PropertyRole role = known != nullptr ? known->role : role_of(code, {});
        const json::NodeId value = value_of(tree, property);
        if (role == PropertyRole::plain || value == json::no_node) {
            continue;
        }
        const bool is_set = tree.text(value) == "true";
        rows_[row].is_deprecated |= role == PropertyRole::deprecated
                                        ? tree.text(value) != "false"
                                        : role == PropertyRole::status && tree.text(value) == "deprecated";
        if (role == PropertyRole::inactive || role == PropertyRole::status) {
            rows_[row].is_inactive |=
                role == PropertyRole::inactive ? is_set : base::is_one_of(tree.text(value), inactive_states);
        } else if (role == PropertyRole::not_selectable) {
            rows_[row].is_abstract |= is_set;
        } else if (role == PropertyRole::parent || role == PropertyRole::child) {
            named_edges_.push_back({row, role, keep(tree, property, tree.key(value))});
        }
    }
}

void CodeTable::index() {
    const auto code_of = [this](std::uint32_t row) { return rows_[row].code; };
    exact_ = CodeIndex(CaseSensitivity::counts, rows_.size());
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
        exact_.insert(row, code_of);
    }
    if (case_ == CaseSensitivity::ignored) {
        folded_ = CodeIndex(CaseSensitivity::ignored, rows_.size());
        for (std::uint32_t row = 0; row < rows_.size(); ++row) {
            folded_.insert(row, code_of);
        }
    }
}

void CodeTable::link() {
    for (const NamedEdge& edge : named_edges_) {
        const std::uint32_t other = find(edge.code);
        if (other != no_row) {
            down_.push_back(edge.role == PropertyRole::parent ? Edge{other, edge.row}
                                                              : Edge{edge.row, other});
            up_.emplace_back(down_.back().second, down_.back().first);
        }
    }
    for (std::vector<Edge>* edges : {&down_, &up_}) {
        std::ranges::sort(*edges);
        const auto again = std::ranges::unique(*edges);
        edges->erase(again.begin(), again.end());
    }
    named_edges_ = {};
}

std::uint32_t CodeTable::find(std::string_view code) const {
    const auto code_of = [this](std::uint32_t row) { return rows_[row].code; };
    const std::uint32_t exact = exact_.find(code, code_of);
    return exact != no_row || case_ == CaseSensitivity::counts ? exact : folded_.find(code, code_of);
}

std::size_t CodeTable::bytes() const {
    return rows_.capacity() * sizeof(ConceptRow) + exact_.bytes() + folded_.bytes() +
           (down_.capacity() + up_.capacity()) * sizeof(Edge);
}

} // namespace renkei::terminology
