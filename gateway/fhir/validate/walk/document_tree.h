// The tree of the document under validation as checks see it.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/fhir/validate/cache/read_watch.h"

#include <cstdint>
#include <string_view>
#include <utility>

namespace renkei::validate {

// As Tree, but every read is noted by the watch of what is being recorded for a cache. The tree itself
// is behind whole(), which is noted as a read of everything.
class DocumentTree {
public:
    explicit DocumentTree(const Tree& tree) : tree_(tree) {}

    // Without its bytes and its place in the input, which follow from texts. Lives as long as the tree.
    class Node {
    public:
        explicit Node(const json::Node& node) : node_(node) {}

        json::NameId name() const { return node_.name; }
        json::ValueKind kind() const { return node_.kind; }
        std::uint32_t count() const { return is_container() ? node_.count : 0; } // children
        bool is_object() const { return node_.is_object(); }
        bool is_array() const { return node_.is_array(); }
        bool is_container() const { return node_.is_container(); }
        bool is_string() const { return node_.is_string(); }
        bool is_number() const { return node_.is_number(); }
        bool is_boolean() const { return node_.is_boolean(); }
        bool is_null() const { return node_.is_null(); }

    private:
        const json::Node& node_;
    };
    Node operator[](NodeId node) const { return Node(noted(node)[node]); }
    const json::NameTable& names() const { return tree_.names(); }

    std::string_view raw(NodeId node) const {
        note_text(node);
        return tree_.raw(node);
    }
    std::string_view text(NodeId node) const {
        note_text(node);
        return tree_.text(node);
    }

    std::string_view key(NodeId node) const { return noted(node).key(node); }
    std::uint32_t index(NodeId node) const { return noted(node).index(node); }
    bool is_element(NodeId node) const { return noted(node).is_element(node); }
    NodeId parent(NodeId node) const { return noted(node).parent(node); }
    NodeId after(NodeId node) const { return noted(node).after(node); }
    NodeId first_child(NodeId node) const { return noted(node).first_child(node); }
    NodeId next(NodeId node) const { return noted(node).next(node); }
    NodeId child(NodeId object, json::NameId name) const { return noted(object).child(object, name); }
    NodeId child(NodeId object, std::string_view key) const { return noted(object).child(object, key); }
    Tree::Children children(NodeId node) const { return noted(node).children(node); }
    Tree::Children items(NodeId node) const {
        return node == no_node ? tree_.items(node) : noted(node).items(node);
    }

    // For what reads the tree by itself: expressions, questionnaires, rules of the whole document.
    const Tree& whole() const {
        note_whole();
        return tree_;
    }
    bool is(const Tree& other) const { return &other == &tree_; }

    // Reads of what was computed from the document before are noted as the computation.
    void note_node(NodeId node) const {
        if (watch_ != nullptr) [[unlikely]] {
            watch_->note_node(node);
        }
    }
    void note_text(NodeId node) const {
        if (watch_ != nullptr) [[unlikely]] {
            watch_->note_text(node);
        }
    }
    void note_whole() const {
        if (watch_ != nullptr) [[unlikely]] {
            watch_->note_document();
        }
    }
    // nullptr: nothing is recorded. Returns the one before; lives until it is replaced.
    ReadWatch* set_watch(ReadWatch* watch) { return std::exchange(watch_, watch); }

private:
    const Tree& noted(NodeId node) const {
        note_node(node);
        return tree_;
    }

    const Tree& tree_;
    ReadWatch* watch_ = nullptr;
};

} // namespace renkei::validate
