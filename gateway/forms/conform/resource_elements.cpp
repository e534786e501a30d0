#include "gateway/forms/conform/resource_elements.h"

#include "gateway/forms/conform/member_text.h"
#include "gateway/forms/mapping/plan/qualifiers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::conform {
namespace {

using definitions::Element;
using definitions::R4Definitions;
using definitions::TypeId;
using json::NodeId;
using json::Tree;

class ElementsOfResource {
public:
    ElementsOfResource(const R4Definitions& r4, const Tree& tree) : r4_(r4), tree_(tree) {}

    void add(NodeId object, TypeId type, const std::string& path) {
        for (const NodeId child : tree_.children(object)) {
            const std::string_view key = plain_key(tree_, child);
            if (key == "contained" || key == "resourceType") {
                continue;
            }
            const Element* const element = r4_.find(type, key);
            const std::string place = path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
            for (const NodeId node : tree_.items(child)) {
                out_[place].push_back({node, element});
                if (tree_[node].is_object() && element != nullptr) {
                    add(node, element->type, place);
                }
            }
        }
    }

    ResourceElements take() { return std::move(out_); }

private:
    const R4Definitions& r4_;
    const Tree& tree_;
    ResourceElements out_{};
};

} // namespace

std::string_view plain_key(const Tree& tree, NodeId node) {
    const std::string_view key = tree.key(node);
    return key.substr(key.starts_with('_') ? 1 : 0);
}

ResourceElements elements_of(const R4Definitions& r4, const Tree& tree, NodeId resource) {
    ElementsOfResource out(r4, tree);
    out.add(resource, r4.type(member_text(tree, resource, "resourceType")), {});
    return out.take();
}

bool says_what_absence_says(const R4Definitions& r4, std::string_view resource_type, std::string_view path,
                            const Element& element, std::string_view answer) {
    const std::string name =
        element.is_choice() ? fmt::format("{}[x]", r4.choice(element)) : std::string(r4.name(element));
    const std::string of_type = fmt::format("{}.{}", r4.name(element.parent), name);
    const std::string of_place = fmt::format("{}.{}", resource_type, path);
    const auto rows = mapping::modifiers();
    const auto names = [&](const mapping::QualifierRow& row) {
        return row.treatment == mapping::Treatment::same &&
               (row.element == of_type || row.element == of_place) &&
               std::ranges::find(row.answers, answer) != row.answers.end();
    };
    return std::ranges::any_of(rows, names);
}

std::string words_of(const Tree& tree, NodeId resource) {
    constexpr std::array<std::string_view, 2> wording{"text", "display"};
    constexpr std::array<std::string_view, 3> around{"meta", "identifier", "extension"};
    for (const NodeId child : tree.children(resource)) {
        if (!tree[child].is_container() || plain_key(tree, child) == "text" ||
            std::ranges::find(around, plain_key(tree, child)) != around.end()) {
            continue;
        }
        for (NodeId node = child; node < tree.after(child); ++node) {
            if (tree[node].is_string() && tree.has_key(node) &&
                std::ranges::find(wording, tree.key(node)) != wording.end()) {
                return std::string(tree.text(node));
            }
        }
    }
    return std::string(member_text(tree, resource, "resourceType"));
}

} // namespace renkei::conform
