#include "gateway/core/json/writer.h"

namespace renkei::json {

Writer& Writer::open(char bracket) {
    separate();
    out_.push_back(bracket);
    comma_ = false;
    return *this;
}

Writer& Writer::close(char bracket) {
    out_.push_back(bracket);
    comma_ = true;
    return *this;
}

Writer& Writer::key(std::string_view name) {
    separate();
    out_.push_back('"');
    append_escaped(out_, name);
    out_.append("\":", 2);
    comma_ = false;
    return *this;
}

Writer& Writer::string(std::string_view text) {
    separate();
    out_.push_back('"');
    append_escaped(out_, text);
    out_.push_back('"');
    comma_ = true;
    return *this;
}

Writer& Writer::raw(std::string_view json) {
    separate();
    out_.append(json);
    comma_ = true;
    return *this;
}

// Without recursion: how deep a document may be is the parser's option.
Writer& Writer::node(const Tree& tree, NodeId top) {
    for (NodeId at = top; at != tree.after(top); ++at) {
        const Node& it = tree[at];
        if (at != top && tree.has_key(at)) {
            key(tree.key(at));
        }
        if (it.is_container()) {
            open(it.is_object() ? '{' : '[');
        } else if (it.is_string()) {
            string(tree.text(at));
        } else {
            raw(tree.raw(at));
        }
        NodeId ended = at;
        if (it.is_container() && it.count == 0) {
            close(it.is_object() ? '}' : ']');
        } else if (it.is_container()) {
            continue;
        }
        while (ended != top && tree.next(ended) == no_node) {
            ended = tree.parent(ended);
            close(tree[ended].is_object() ? '}' : ']');
        }
    }
    return *this;
}

} // namespace renkei::json
