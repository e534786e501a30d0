#include "gateway/fhir/validate/walk/tree_node.h"

namespace renkei::validate {

TreeNode TreeNode::child(std::string_view name) const {
    if (!*this || !(*tree_)[node_].is_object()) {
        return {};
    }
    const NodeId found = tree_->child(node_, name);
    return found == no_node ? TreeNode() : TreeNode(*tree_, found);
}

TreeNode TreeNode::choice(std::string_view name) const {
    if (!*this || !(*tree_)[node_].is_object()) {
        return {};
    }
    for (const NodeId member : tree_->children(node_)) {
        if (tree_->key(member).starts_with(name)) {
            return {*tree_, member};
        }
    }
    return {};
}

std::vector<TreeNode> TreeNode::list(std::string_view name) const {
    std::vector<TreeNode> out;
    const TreeNode found = child(name);
    if (!found) {
        return out;
    }
    if (!(*tree_)[found.id()].is_array()) {
        return {found};
    }
    for (const NodeId element : tree_->children(found.id())) {
        out.emplace_back(*tree_, element);
    }
    return out;
}

std::string_view TreeNode::text() const {
    if (!*this || (*tree_)[node_].is_container() || (*tree_)[node_].is_null()) {
        return {};
    }
    return tree_->text(node_);
}

std::vector<TreeNode> extensions(TreeNode object, std::string_view url) {
    std::vector<TreeNode> out;
    for (const TreeNode one : object.list("extension")) {
        if (one.text("url") == url) {
            out.push_back(one);
        }
    }
    return out;
}

TreeNode extension(TreeNode object, std::string_view url) {
    for (const TreeNode one : object.list("extension")) {
        if (one.text("url") == url) {
            return one;
        }
    }
    return {};
}

TreeNode extension_value(TreeNode object, std::string_view url) {
    return extension(object, url).choice("value");
}

} // namespace renkei::validate
