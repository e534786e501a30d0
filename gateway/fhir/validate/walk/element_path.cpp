#include "gateway/fhir/validate/walk/document.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

namespace renkei::validate {
namespace {

constexpr std::size_t usual_depth = 32;
constexpr std::size_t usual_size = 160;

// The nodes from the root to `node`.
std::vector<NodeId> way_to(const DocumentTree& tree, NodeId node) {
    std::vector<NodeId> out;
    out.reserve(usual_depth);
    for (; node != no_node; node = tree.parent(node)) {
        out.push_back(node);
    }
    std::ranges::reverse(out);
    return out;
}

void append_parts(std::string& out, std::initializer_list<std::string_view> parts) {
    for (const std::string_view part : parts) {
        out += part;
    }
}

// Appends a step to an element and gives its type.
definitions::TypeId append_step(std::string& out, const Document& document, NodeId node,
                                definitions::TypeId parent) {
    const DocumentTree& tree = document.tree();
    const json::NameId name = tree[node].name();
    const definitions::R4Definitions& r4 = document.r4();
    const definitions::Element* element =
        parent && name != json::no_name ? r4.find(parent, r4.plain(name)) : nullptr;
    if (element == nullptr) {
        const std::string_view key = tree.key(node);
        append_parts(out, {".", key.starts_with('_') ? key.substr(1) : key});
        return {};
    }
    if (element->is_choice()) {
        append_parts(out, {".", r4.choice(*element), ".ofType(", r4.name(element->type), ")"});
    } else {
        append_parts(out, {".", r4.name(*element)});
    }
    return element->type;
}

} // namespace

std::string path_of(const Document& document, NodeId node) {
    const DocumentTree& tree = document.tree();
    std::string out;
    out.reserve(usual_size);
    out += document.resource_type(Tree::root);
    definitions::TypeId type = document.type_of(Tree::root);
    for (const NodeId at : way_to(tree, node)) {
        if (at == Tree::root) {
            continue;
        }
        if (tree.is_element(at)) {
            append_parts(out, {"[", std::to_string(tree.index(at)), "]"});
        } else {
            type = append_step(out, document, at, type);
        }
        const bool is_resource = type && document.r4().kind(type) == definitions::TypeKind::resource;
        if (is_resource && tree[at].is_object()) {
            type = document.type_of(at);
        }
    }
    return out;
}

std::string written_name(const Document& document, std::string_view name, NodeId at) {
    const DocumentTree& tree = document.tree();
    std::string out(name);
    for (std::size_t end = out.size(); at != no_node && out.find("[x]") != std::string::npos;) {
        while (tree.is_element(at)) {
            at = tree.parent(at);
        }
        std::string_view key = tree.key(at);
        key.remove_prefix(key.starts_with('_') ? 1 : 0);
        const std::size_t begin = out.rfind('.', end - 1) + 1; // 0 of none
        const std::string_view step = std::string_view(out).substr(begin, end - begin);
        const std::size_t choice = step.find("[x]");
        if (choice != std::string_view::npos && key.starts_with(step.substr(0, choice))) {
            out.replace(begin, end - begin, key);
        }
        if (begin == 0) {
            break;
        }
        end = begin - 1;
        at = tree.parent(at);
    }
    return out;
}

} // namespace renkei::validate
