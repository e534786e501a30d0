// From the places of all tokens (found by simdjson) to the nodes of a tree: grammar, numbers, escapes, keys,
// depth.
#pragma once

#include "gateway/core/json/parser.h"
#include "gateway/core/json/syntax_error.h"
#include "gateway/core/json/tree.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::json {

// Memory that is kept from document to document.
struct BuilderMemory {
    struct OpenContainer { // an object or array that is open
        NodeId node = no_node;
        std::uint32_t count = 0; // children so far
        std::uint64_t seen = 0;  // a bit per key, by its hash: a key whose bit is unset is new
    };
    std::vector<OpenContainer> open_containers;
    std::vector<NodeId> keys;
};

struct SyntaxErrorAt {
    SyntaxError refusal;
    std::string path; // JSON Pointer
};

class TreeBuilder {
public:
    // `tokens`: offsets of all tokens, with the input's size behind the last one.
    TreeBuilder(Tree& tree, BuilderMemory& memory, std::string_view input, const NameTable& names,
                const ParserOptions& options);
    std::optional<SyntaxErrorAt> build(std::span<const std::uint32_t> tokens);

private:
    using OpenContainer = BuilderMemory::OpenContainer;
    enum class Step : std::uint8_t { refused, complete, entered };

    bool run();
    inline Step value();
    inline Step open(ValueKind kind, char closing);
    inline Step end_value(std::uint32_t begin, std::uint32_t end, ValueKind kind);
    inline void close();
    inline bool member();
    inline bool key_member();
    bool escaped_key(Node& node, std::string_view& key);
    bool escaped_string(Node& node);
    inline bool close_all();
    inline Step string();
    Step number();
    Step literal(std::string_view word, ValueKind kind);
    bool unescape_into(std::uint32_t begin, std::uint32_t end, std::string_view& text);
    std::uint32_t next_backslash(std::uint32_t from) const;
    inline bool has_escape(std::uint32_t begin, std::uint32_t end);
    inline bool is_new_key(std::uint64_t hash);
    bool is_new_among_few();
    bool keys_differ(NodeId object);
    bool same_key(NodeId a, NodeId b) const;

    inline Node& add(NodeId parent);
    Node& current() { return nodes_[count_ - 1]; }
    bool in_object() const { return nodes_[top_.node].kind == ValueKind::object; }
    char peek() const { return token_ == last_ ? '\0' : in_[*token_]; }
    inline std::uint32_t end_before_next() const;

    bool refuse(diag::Message message, std::size_t offset, NodeId node, diag::Arguments args = {});
    Step refuse_too_deep(std::size_t offset);
    bool refuse_too_many_keys(std::size_t offset);
    Step refuse_value(diag::Message message, std::size_t offset, diag::Arguments args = {});
    bool refuse_twice(NodeId first, NodeId second);
    bool refuse_unexpected(diag::Message message, std::string_view expected, NodeId node);

    Tree& tree_;
    BuilderMemory& memory_;
    std::string_view input_;
    const char* in_;
    NameTable names_;
    std::size_t max_depth_;
    std::size_t max_keys_;
    std::size_t depth_ = 0;
    OpenContainer top_; // the innermost open container; the others are in memory_.frames
    const std::uint32_t* token_ = nullptr;
    const std::uint32_t* last_ = nullptr;
    Node* nodes_ = nullptr;
    NodeId count_ = 0;
    std::uint32_t backslash_ = 0; // the first one from the present string on, or the input's size
    std::optional<SyntaxErrorAt> refused_;
};

} // namespace renkei::json
