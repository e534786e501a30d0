// A node together with its tree: a questionnaire may lie in the document under validation or in a package.
#pragma once

#include "gateway/core/json/tree.h"

#include <string_view>
#include <vector>

namespace renkei::validate {

using json::no_node;
using json::NodeId;
using json::Tree;

// The tree lives longer.
class TreeNode {
public:
    TreeNode() = default;
    TreeNode(const Tree& tree, NodeId node) : tree_(&tree), node_(node) {}

    explicit operator bool() const { return tree_ != nullptr && node_ != no_node; }
    const Tree& tree() const { return *tree_; }
    NodeId id() const { return node_; }

    // Nothing: not there.
    TreeNode child(std::string_view name) const;
    // The member of a choice: choice("value") is valueCoding or valueString …
    TreeNode choice(std::string_view name) const;
    // What follows the choice's name: "Coding".
    std::string_view suffix(std::string_view name) const { return tree_->key(node_).substr(name.size()); }
    // The elements of an array, or the node itself if it is no array.
    std::vector<TreeNode> list(std::string_view name) const;

    std::string_view text() const; // empty: no scalar
    std::string_view text(std::string_view name) const { return child(name).text(); }
    bool is_true(std::string_view name) const { return text(name) == "true"; }

private:
    const Tree* tree_ = nullptr;
    NodeId node_ = no_node;
};

// The extension of an object; nothing: it has none.
TreeNode extension(TreeNode object, std::string_view url);
std::vector<TreeNode> extensions(TreeNode object, std::string_view url);
// Of its value; nothing: no such extension, or without value.
TreeNode extension_value(TreeNode object, std::string_view url);

} // namespace renkei::validate
