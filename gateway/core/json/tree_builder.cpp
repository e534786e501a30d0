#include "gateway/core/json/tree_builder.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/json/number.h"
#include "gateway/core/json/place.h"
#include "gateway/core/json/unescape.h"
#include "generated/messages/json.h"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace renkei::json {
namespace {

constexpr std::uint32_t few_keys = 32; // up to here a key is compared with its siblings one by one

using base::is_space;

} // namespace

TreeBuilder::TreeBuilder(Tree& tree, BuilderMemory& memory, std::string_view input, const NameTable& names,
                         const ParserOptions& options)
    : tree_(tree),
      memory_(memory),
      input_(input),
      in_(input.data()),
      names_(names),
      max_depth_(options.max_depth),
      max_keys_(options.max_keys) {
    memory_.open_containers.clear();
    tree_.input_ = input;
    tree_.names_ = names;
    tree_.size_ = 0;
    tree_.unescaped_.clear();
    tree_.escaped_keys_.clear();
    tree_.texts_.reset();
}

std::optional<SyntaxErrorAt> TreeBuilder::build(std::span<const std::uint32_t> tokens) {
    token_ = tokens.data();
    last_ = token_ + tokens.size() - 1;
    // Every node takes at least two tokens, except for one opening bracket on each level.
    const std::size_t max_nodes = tokens.size() / 2 + max_depth_ + 2;
    if (tree_.nodes_.size() < max_nodes) {
        tree_.nodes_.resize(max_nodes);
    }
    nodes_ = tree_.nodes_.data();
    backslash_ = next_backslash(0);
    const bool accepted = run();
    assert(accepted != refused_.has_value());
    tree_.size_ = accepted ? count_ : 0;
    return std::move(refused_);
}

bool TreeBuilder::run() {
    add(no_node);
    for (;;) {
        const Step step = value();
        if (step == Step::refused || (step == Step::complete && !close_all())) {
            return false;
        }
        if (depth_ == 0) {
            break;
        }
        if (!member()) {
            return false;
        }
    }
    return token_ == last_ || refuse(message::json_trailing, *token_, Tree::root, {excerpt(input_, *token_)});
}

TreeBuilder::Step TreeBuilder::value() {
    switch (peek()) {
    case '"': return string();
    case '{': return open(ValueKind::object, '}');
    case '[': return open(ValueKind::array, ']');
    case 't': return literal("true", ValueKind::true_value);
    case 'f': return literal("false", ValueKind::false_value);
    case 'n': return literal("null", ValueKind::null);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9': return number();
    default: refuse_unexpected(message::json_value_expected, {}, count_ - 1); return Step::refused;
    }
}

TreeBuilder::Step TreeBuilder::open(ValueKind kind, char closing) {
    const std::uint32_t at = *token_++;
    Node& node = current();
    node.begin = at;
    node.kind = kind;
    node.count = 0;
    if (depth_ == max_depth_) {
        return refuse_too_deep(at);
    }
    if (peek() == closing) {
        node.end = *token_++ + 1;
        node.after = count_;
        return Step::complete;
    }
    memory_.open_containers.push_back(top_);
    top_ = {.node = count_ - 1};
    ++depth_;
    return Step::entered;
}

// After a complete value: a comma, or the end of the containers it completes.
bool TreeBuilder::close_all() {
    while (depth_ > 0) {
        const char c = peek();
        if (c == ',') {
            ++token_;
            return true;
        }
        if (c != (in_object() ? '}' : ']')) {
            return refuse_unexpected(message::json_expected, in_object() ? "',' / '}'" : "',' / ']'",
                                     top_.node);
        }
        if (in_object() && top_.count > few_keys && !keys_differ(top_.node)) {
            return false;
        }
        close();
    }
    return true;
}

void TreeBuilder::close() {
    Node& node = nodes_[top_.node];
    node.end = *token_++ + 1;
    node.after = count_;
    node.count = top_.count;
    top_ = memory_.open_containers.back();
    memory_.open_containers.pop_back();
    --depth_;
}

Node& TreeBuilder::add(NodeId parent) {
    assert(count_ < tree_.nodes_.size());
    Node& node = nodes_[count_++];
    node.escapes = 0;
    node.key_begin = 0;
    node.key_size = 0;
    node.parent = parent;
    node.name = no_name;
    return node;
}

// Up to the value of the next element or key.
bool TreeBuilder::member() {
    if (in_object()) {
        return key_member();
    }
    add(top_.node).key_begin = top_.count++;
    return true;
}

bool TreeBuilder::key_member() {
    if (peek() != '"') {
        return refuse_unexpected(message::json_key_expected, {}, top_.node);
    }
    const std::uint32_t begin = *token_++ + 1;
    const std::uint32_t end = end_before_next() - 1;
    Node& node = add(top_.node);
    node.key_begin = begin;
    node.key_size = end - begin;
    std::string_view key(in_ + begin, end - begin);
    if (has_escape(begin, end) && !escaped_key(node, key)) {
        return false;
    }
    const bool is_readable = begin + 16 <= input_.size() && key.data() == in_ + begin;
    const NameHead head = is_readable ? NameHead::readable(key.data(), node.key_size) : NameHead::of(key);
    const std::uint64_t hash = head.hash();
    node.name = names_.find(head, hash, key);
    if (!is_new_key(hash)) {
        return false;
    }
    if (++top_.count > max_keys_) {
        return refuse_too_many_keys(begin - 1);
    }
    if (peek() != ':') {
        return refuse_unexpected(message::json_expected, "':'", count_ - 1);
    }
    ++token_;
    return true;
}

bool TreeBuilder::escaped_key(Node& node, std::string_view& key) {
    if (!unescape_into(node.key_begin, node.key_begin + node.key_size, key)) {
        return false;
    }
    node.escapes = Tree::key_escaped;
    tree_.escaped_keys_.push_back({count_ - 1, key});
    return true;
}

// One past the last byte of a token whose next token is at token_.
std::uint32_t TreeBuilder::end_before_next() const {
    std::uint32_t end = *token_;
    while (is_space(in_[end - 1])) {
        --end;
    }
    return end;
}

TreeBuilder::Step TreeBuilder::end_value(std::uint32_t begin, std::uint32_t end, ValueKind kind) {
    Node& node = current();
    node.begin = begin;
    node.end = end;
    node.after = count_;
    node.kind = kind;
    return Step::complete;
}

TreeBuilder::Step TreeBuilder::string() {
    const std::uint32_t begin = *token_++;
    const std::uint32_t end = end_before_next();
    end_value(begin, end, ValueKind::string);
    return has_escape(begin, end) && !escaped_string(current()) ? Step::refused : Step::complete;
}

bool TreeBuilder::escaped_string(Node& node) {
    std::string_view text;
    if (!unescape_into(node.begin + 1, node.end - 1, text)) {
        return false;
    }
    node.escapes |= Tree::value_escaped;
    node.count = static_cast<std::uint32_t>(tree_.unescaped_.size());
    tree_.unescaped_.push_back(text);
    return true;
}

TreeBuilder::Step TreeBuilder::number() {
    const std::uint32_t begin = *token_++;
    const std::uint32_t end = end_before_next();
    if (!is_number({in_ + begin, end - begin})) {
        return refuse_value(message::json_number, begin, {excerpt(input_, begin)});
    }
    return end_value(begin, end, ValueKind::number);
}

TreeBuilder::Step TreeBuilder::literal(std::string_view word, ValueKind kind) {
    const std::uint32_t begin = *token_++;
    const std::uint32_t end = end_before_next();
    if (std::string_view(in_ + begin, end - begin) != word) {
        return refuse_value(message::json_value_expected, begin, {excerpt(input_, begin)});
    }
    return end_value(begin, end, kind);
}

std::uint32_t TreeBuilder::next_backslash(std::uint32_t from) const {
    const auto* const found = static_cast<const char*>(std::memchr(in_ + from, '\\', input_.size() - from));
    return static_cast<std::uint32_t>(found == nullptr ? input_.size()
                                                       : static_cast<std::size_t>(found - in_));
}

// Called for strings in the order of the input, so that the whole input is searched only once.
bool TreeBuilder::has_escape(std::uint32_t begin, std::uint32_t end) {
    if (backslash_ < begin) {
        backslash_ = next_backslash(begin);
    }
    return backslash_ < end;
}

bool TreeBuilder::unescape_into(std::uint32_t begin, std::uint32_t end, std::string_view& text) {
    const auto problem = unescape(input_.substr(begin, end - begin), tree_.texts_, text);
    if (!problem) {
        return true;
    }
    return refuse(problem->message, static_cast<std::size_t>(problem->at - in_), count_ - 1,
                  {std::string(problem->at, problem->size)});
}

bool TreeBuilder::same_key(NodeId a, NodeId b) const {
    if (nodes_[a].name != no_name || nodes_[b].name != no_name) {
        return nodes_[a].name == nodes_[b].name;
    }
    return tree_.key(a) == tree_.key(b);
}

// Does the last key that was added differ from the few before it?
bool TreeBuilder::is_new_key(std::uint64_t hash) {
    const std::uint64_t bit = std::uint64_t{1} << (hash >> 58U);
    const bool certainly_new = (top_.seen & bit) == 0;
    top_.seen |= bit;
    return certainly_new || top_.count >= few_keys || is_new_among_few();
}

bool TreeBuilder::is_new_among_few() {
    const NodeId last = count_ - 1;
    for (NodeId sibling = top_.node + 1; sibling != last; sibling = nodes_[sibling].after) {
        if (same_key(sibling, last)) {
            return refuse_twice(sibling, last);
        }
    }
    return true;
}

// Do all keys of an object with many keys differ? Found by sorting, so that no choice of keys makes it slow.
bool TreeBuilder::keys_differ(NodeId object) {
    std::vector<NodeId>& keys = memory_.keys;
    keys.clear();
    for (NodeId node = object + 1; node != count_; node = nodes_[node].after) {
        keys.push_back(node);
    }
    std::ranges::sort(keys, [this](NodeId a, NodeId b) {
        const int order = tree_.key(a).compare(tree_.key(b));
        return order != 0 ? order < 0 : a < b;
    });
    const auto twice =
        std::ranges::adjacent_find(keys, [this](NodeId a, NodeId b) { return same_key(a, b); });
    return twice == keys.end() || refuse_twice(*twice, *(twice + 1));
}

bool TreeBuilder::refuse_twice(NodeId first, NodeId second) {
    tree_.size_ = count_;
    const Position at = position(input_, nodes_[first].key_begin - 1);
    return refuse(message::json_key_twice, nodes_[second].key_begin - 1, second,
                  {tree_.key(second), std::to_string(at.line), std::to_string(at.column)});
}

bool TreeBuilder::refuse(Message message, std::size_t offset, NodeId node, diag::Arguments args) {
    tree_.size_ = count_;
    refused_ = SyntaxErrorAt{{message, offset, std::move(args.texts)}, pointer(tree_, node)};
    return false;
}

TreeBuilder::Step TreeBuilder::refuse_too_deep(std::size_t offset) {
    return refuse_value(message::json_too_deep, offset, {std::to_string(max_depth_)});
}

bool TreeBuilder::refuse_too_many_keys(std::size_t offset) {
    return refuse(message::json_too_many_keys, offset, top_.node, {std::to_string(max_keys_)});
}

TreeBuilder::Step TreeBuilder::refuse_value(Message message, std::size_t offset, diag::Arguments args) {
    refuse(message, offset, count_ - 1, std::move(args));
    return Step::refused;
}

// Reports that something else was expected at the present token, or that there is no token left.
bool TreeBuilder::refuse_unexpected(Message message, std::string_view expected, NodeId node) {
    if (token_ == last_) {
        const std::string_view closing = depth_ == 0 ? "" : in_object() ? "'}'" : "']'";
        return refuse(message::json_unclosed, input_.size(), node, {closing});
    }
    const std::string found = excerpt(input_, *token_);
    return message == message::json_expected ? refuse(message, *token_, node, {expected, found})
                                             : refuse(message, *token_, node, {found});
}

} // namespace renkei::json
