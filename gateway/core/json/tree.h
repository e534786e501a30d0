// A JSON document as one flat vector of nodes in document order. Nothing is converted: a node knows its bytes
// in the input, so a number keeps its text. A node's index is its stable number, and a subtree is the index
// range [node, after(node)).
#pragma once

#include "gateway/core/base/arena.h"
#include "gateway/core/json/names.h"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

namespace renkei::json {

using NodeId = std::uint32_t;
constexpr NodeId no_node = 0xFFFFFFFF;

enum class ValueKind : std::uint8_t { object, array, string, number, true_value, false_value, null };

struct Node {
    std::uint32_t begin; // the value's bytes in the input, quotes included
    std::uint32_t end;
    std::uint32_t key_begin; // the key between its quotes; in an array: the element's index
    std::uint32_t key_size;
    NodeId after;        // the node after this subtree: next sibling, or the parent's `after`
    NodeId parent;       // no_node: the root
    std::uint32_t count; // object, array: children; string with escapes: its place among the unescaped texts
    NameId name;         // no_name: key not in the name table, or no key
    ValueKind kind;
    std::uint8_t escapes; // Tree's: value or key was written with escapes

    bool is_object() const { return kind == ValueKind::object; }
    bool is_array() const { return kind == ValueKind::array; }
    bool is_container() const { return kind <= ValueKind::array; }
    bool is_string() const { return kind == ValueKind::string; }
    bool is_number() const { return kind == ValueKind::number; }
    bool is_boolean() const { return kind == ValueKind::true_value || kind == ValueKind::false_value; }
    bool is_null() const { return kind == ValueKind::null; }
};
static_assert(sizeof(Node) == 32);

// Filled by Parser and reused from document to document. Views the input, which the caller keeps alive and
// unchanged.
class Tree {
public:
    static constexpr NodeId root = 0;

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; } // before the first document, and after a refused one
    const Node& operator[](NodeId node) const { return nodes_[node]; }
    std::span<const Node> nodes() const { return {nodes_.data(), size_}; }
    std::string_view input() const { return input_; }
    const NameTable& names() const { return names_; }

    // Bytes as written. A number's text is its raw text.
    std::string_view raw(NodeId node) const {
        return input_.substr(nodes_[node].begin, nodes_[node].end - nodes_[node].begin);
    }
    // A string without quotes and escapes, any other scalar as written. Lives as long as the input and this
    // document.
    std::string_view text(NodeId node) const {
        const Node& it = nodes_[node];
        if (!it.is_string()) {
            return raw(node);
        }
        return (it.escapes & value_escaped) != 0 ? unescaped_[it.count]
                                                 : input_.substr(it.begin + 1, it.end - it.begin - 2);
    }
    bool has_key(NodeId node) const {
        return nodes_[node].parent != no_node && nodes_[nodes_[node].parent].is_object();
    }
    // Without escapes; empty for the root and for elements of arrays.
    std::string_view key(NodeId node) const;
    // Index within its array; 0 if the parent is not an array.
    std::uint32_t index(NodeId node) const { return is_element(node) ? nodes_[node].key_begin : 0; }
    bool is_element(NodeId node) const {
        return nodes_[node].parent != no_node && nodes_[nodes_[node].parent].is_array();
    }

    NodeId parent(NodeId node) const { return nodes_[node].parent; }
    NodeId after(NodeId node) const { return nodes_[node].after; }
    NodeId first_child(NodeId node) const { return nodes_[node].after == node + 1 ? no_node : node + 1; }
    NodeId next(NodeId node) const {
        const Node& it = nodes_[node];
        return it.parent == no_node || it.after == nodes_[it.parent].after ? no_node : it.after;
    }

    // no_node if the object has no such key, or is no object.
    NodeId child(NodeId object, NameId name) const;
    NodeId child(NodeId object, std::string_view key) const;
    // no_node beyond the end of the array.
    NodeId element(NodeId array, std::size_t index) const;

    // for (NodeId child : tree.children(node))
    class Children {
    public:
        class Iterator {
        public:
            using iterator_category = std::forward_iterator_tag;
            using value_type = NodeId;
            using difference_type = std::ptrdiff_t;
            using pointer = const NodeId*;
            using reference = NodeId;
            Iterator() = default;
            Iterator(const Node* nodes, NodeId at) : nodes_(nodes), at_(at) {}
            NodeId operator*() const { return at_; }
            Iterator& operator++() {
                at_ = nodes_[at_].after;
                return *this;
            }
            Iterator operator++(int) {
                const Iterator before = *this;
                ++*this;
                return before;
            }
            bool operator==(const Iterator& other) const { return at_ == other.at_; }

        private:
            const Node* nodes_ = nullptr;
            NodeId at_ = no_node;
        };
        Children(const Node* nodes, NodeId first, NodeId last) : nodes_(nodes), first_(first), last_(last) {}
        bool empty() const { return first_ == last_; }
        std::size_t size() const { return static_cast<std::size_t>(std::distance(begin(), end())); } // counts
        Iterator begin() const { return {nodes_, first_}; }
        Iterator end() const { return {nodes_, last_}; }

    private:
        const Node* nodes_;
        NodeId first_;
        NodeId last_;
    };
    Children children(NodeId node) const { return {nodes_.data(), node + 1, nodes_[node].after}; }
    // The elements of an array; any other node by itself; empty for no_node.
    Children items(NodeId node) const {
        if (node == no_node) {
            return {nodes_.data(), root, root};
        }
        return nodes_[node].is_array() ? children(node) : Children{nodes_.data(), node, nodes_[node].after};
    }

private:
    friend class TreeBuilder;
    static constexpr std::uint8_t value_escaped = 1;
    static constexpr std::uint8_t key_escaped = 2;
    struct EscapedKey {
        NodeId node;
        std::string_view text;
    };

    std::string_view input_;  // owned by the caller
    NameTable names_;         // its tables are owned by the caller
    std::vector<Node> nodes_; // as long as the largest document so far; the first size_ count
    std::size_t size_ = 0;
    std::vector<std::string_view> unescaped_; // in texts_
    std::vector<EscapedKey> escaped_keys_;    // rare; in the order of nodes
    base::Arena texts_;
};

} // namespace renkei::json
