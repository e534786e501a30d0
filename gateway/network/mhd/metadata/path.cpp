#include "gateway/network/mhd/metadata/path.h"

namespace renkei::mhd {
namespace {

// Elements of an array instead of the array.
void add_values(const Tree& tree, NodeId node, std::vector<NodeId>& out) {
    if (node == json::no_node) {
        return;
    }
    if (!tree[node].is_array()) {
        out.push_back(node);
        return;
    }
    for (const NodeId element : tree.children(node)) {
        out.push_back(element);
    }
}

void add_extensions(const Tree& tree, NodeId object, std::string_view name, std::vector<NodeId>& out) {
    const NodeId extensions = tree.child(object, "extension");
    if (extensions == json::no_node) {
        return;
    }
    for (const NodeId extension : tree.children(extensions)) {
        const std::string_view url = text_at(tree, extension, "url");
        const bool is_whole = url.size() == name.size();
        if (url.ends_with(name) && (is_whole || url[url.size() - name.size() - 1] == '/')) {
            out.push_back(extension);
        }
    }
}

std::vector<NodeId> step(const Tree& tree, const std::vector<NodeId>& from, std::string_view name) {
    std::vector<NodeId> out;
    for (const NodeId node : from) {
        if (!tree[node].is_object()) {
            continue;
        }
        if (name.starts_with('~')) {
            add_extensions(tree, node, name.substr(1), out);
        } else {
            add_values(tree, tree.child(node, name), out);
        }
    }
    return out;
}

std::vector<NodeId> followed(const Tree& tree, const std::vector<NodeId>& references, const Follow& follow) {
    std::vector<NodeId> out;
    for (const NodeId node : references) {
        const NodeId target = follow ? follow(text_at(tree, node, "reference")) : json::no_node;
        if (target != json::no_node) {
            out.push_back(target);
        }
    }
    return out;
}

std::vector<NodeId> walk(const Tree& tree, NodeId from, std::string_view path, const Follow& follow) {
    std::vector<NodeId> at{from};
    while (!path.empty() && !at.empty()) {
        const std::size_t end = path.find_first_of(".>");
        at = step(tree, at, path.substr(0, end));
        if (end == std::string_view::npos) {
            break;
        }
        at = path[end] == '>' ? followed(tree, at, follow) : at;
        path.remove_prefix(end + 1);
    }
    return at;
}

} // namespace

std::vector<NodeId> nodes_at(const Tree& tree, NodeId from, std::string_view path, const Follow& follow) {
    std::vector<NodeId> out;
    while (from != json::no_node) {
        const std::size_t end = path.find('|');
        const std::vector<NodeId> found = walk(tree, from, path.substr(0, end), follow);
        out.insert(out.end(), found.begin(), found.end());
        if (end == std::string_view::npos) {
            return out;
        }
        path.remove_prefix(end + 1);
    }
    return out;
}

NodeId node_at(const Tree& tree, NodeId from, std::string_view path) {
    if (from == json::no_node) {
        return json::no_node;
    }
    if (path.find_first_of(".|>~") == std::string_view::npos) { // most paths: one name
        const NodeId child = tree[from].is_object() ? tree.child(from, path) : json::no_node;
        return child != json::no_node && tree[child].is_array() ? tree.first_child(child) : child;
    }
    const std::vector<NodeId> found = nodes_at(tree, from, path);
    return found.empty() ? json::no_node : found.front();
}

std::string_view text_at(const Tree& tree, NodeId from, std::string_view path) {
    const NodeId found = node_at(tree, from, path);
    return found == json::no_node || tree[found].is_container() ? std::string_view{} : tree.text(found);
}

} // namespace renkei::mhd
