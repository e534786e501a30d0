#include "gateway/fhir/validate/walk/document.h"

#include <initializer_list>
#include <ranges>
#include <string>
#include <vector>

namespace renkei::validate {
namespace {

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

ElementPaths::ElementPaths(const Document& document)
    : document_(document),
      path_(document.resource_type(Tree::root)),
      steps_{{Tree::root, path_.size(), document.type_of(Tree::root)}} {}

const std::string& ElementPaths::at(NodeId node) {
    const DocumentTree& tree = document_.tree();
    while (node < steps_.back().node || node >= tree.after(steps_.back().node)) {
        steps_.pop_back();
    }
    path_.resize(steps_.back().size);
    way_.clear();
    for (NodeId at = node; at != steps_.back().node; at = tree.parent(at)) {
        way_.push_back(at);
    }
    for (const NodeId at : way_ | std::views::reverse) {
        definitions::TypeId type = steps_.back().type;
        if (tree.is_element(at)) {
            append_parts(path_, {"[", std::to_string(tree.index(at)), "]"});
        } else {
            type = append_step(path_, document_, at, type);
        }
        const bool is_resource = type && document_.r4().kind(type) == definitions::TypeKind::resource;
        if (is_resource && tree[at].is_object()) {
            type = document_.type_of(at);
        }
        steps_.push_back({at, path_.size(), type});
    }
    return path_;
}

std::string path_of(const Document& document, NodeId node) { return ElementPaths(document).at(node); }

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
