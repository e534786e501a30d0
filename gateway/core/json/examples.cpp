#include "gateway/core/json/examples.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"

#include <algorithm>
#include <cassert>

namespace renkei::json {
namespace {

class Filler {
public:
    Filler(const Tree& tree, NodeId top, std::initializer_list<Filling> fillings, std::string& out)
        : tree_(tree),
          top_(top),
          fillings_(fillings),
          out_(out) {
        assert(std::ranges::all_of(fillings, [this](const Filling& each) { return has(each.hole); }));
    }

    enum class Content { constant, empty, filled }; // in the order in which one outweighs another

    Content value(NodeId node) {
        if (tree_[node].is_container()) {
            return container(node);
        }
        const std::string_view text = tree_.text(node);
        if (!is_hole(node)) {
            out_ += tree_.raw(node);
            return Content::constant;
        }
        const auto* const found = std::ranges::find(fillings_, text.substr(1), &Filling::hole);
        if (found == fillings_.end() || found->text.empty()) {
            return Content::empty;
        }
        if (text.front() == '@') {
            out_ += found->text;
        } else {
            Writer(out_).string(found->text);
        }
        return Content::filled;
    }

private:
    bool is_hole(NodeId node) const {
        return tree_[node].is_string() && !tree_.text(node).empty() &&
               (tree_.text(node).front() == '$' || tree_.text(node).front() == '@');
    }

    bool has(std::string_view hole) const {
        NodeId node = top_;
        while (node != tree_.after(top_) && !(is_hole(node) && tree_.text(node).substr(1) == hole)) {
            ++node;
        }
        return node != tree_.after(top_);
    }

    Content container(NodeId node) {
        const std::size_t begin = out_.size();
        const bool is_object = tree_[node].is_object();
        Content content = Content::constant;
        out_ += is_object ? '{' : '[';
        for (const NodeId child : tree_.children(node)) {
            const std::size_t before = out_.size();
            out_ += before == begin + 1 ? "" : ",";
            if (is_object) {
                out_.append(1, '"').append(tree_.key(child)).append("\":");
            }
            const Content of_child = value(child);
            if (of_child == Content::empty) {
                out_.resize(before);
            }
            content = std::max(content, of_child);
        }
        out_ += is_object ? '}' : ']';
        if (content == Content::empty && node != top_) {
            out_.resize(begin);
        }
        return content;
    }

    const Tree& tree_;
    NodeId top_;
    std::initializer_list<Filling> fillings_;
    std::string& out_;
};

} // namespace

Examples::Examples(std::string_view table) {
    const diag::Result<void> parsed = Parser().parse(table, tree_);
    assert(parsed);
    static_cast<void>(parsed);
}

std::string Examples::fill(std::string_view example, std::initializer_list<Filling> fillings) const {
    const NodeId node = tree_.child(Tree::root, example);
    assert(node != no_node);
    std::string out;
    Filler(tree_, node, fillings, out).value(node);
    return out;
}

std::string text_of_node(const Tree& tree, NodeId node) {
    std::string out;
    if (node != no_node) {
        Writer(out).node(tree, node);
    }
    return out;
}

} // namespace renkei::json
