#include "gateway/core/yaml/source.h"

#include "generated/messages/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>

namespace renkei::yaml {
namespace {

// yaml-cpp counts bytes; people count characters.
std::uint32_t column_in_characters(std::string_view text, const YAML::Mark& mark) {
    const auto bytes = static_cast<std::size_t>(std::max(mark.column, 0));
    const auto end = std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), text.size());
    const std::string_view before = text.substr(end - std::min(bytes, end), std::min(bytes, end));
    const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    return static_cast<std::uint32_t>(std::count_if(before.begin(), before.end(), begins_character) + 1);
}

// Builds the tree from yaml-cpp's events; the first thing that is not in the subset ends it.
class Builder : public YAML::EventHandler {
public:
    Builder(std::string_view text, const std::string* file, const Prefixes& prefixes)
        : text_(text),
          file_(file),
          prefixes_(prefixes) {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { scalar(mark, "?", anchor, ""); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        refuse(message::yaml_anchor, mark, {"*"});
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        scalar(mark, tag, anchor, value);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(NodeKind::list, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(NodeKind::map, mark, tag, anchor);
    }
    void OnMapEnd() override { close(); }

    std::optional<diag::Error> error;
    Node root;

private:
    struct Open {
        Node node;
        std::string key;
        bool has_key = false;
        std::uint32_t key_line = 0;
    };

    void refuse(Message message, const YAML::Mark& mark, diag::Arguments args) {
        if (!error) {
            error = diag::finding(message, place(mark), std::move(args));
        }
    }
    diag::Where place(const YAML::Mark& mark) const {
        return {.file = *file_,
                .line = static_cast<std::uint32_t>(mark.line + 1),
                .column = column_in_characters(text_, mark)};
    }
    Node make(NodeKind kind, const YAML::Mark& mark) const {
        Node out;
        out.kind = kind;
        out.file = file_;
        out.line = static_cast<std::uint32_t>(mark.line + 1);
        out.column = column_in_characters(text_, mark);
        return out;
    }

    void scalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) {
        if (anchor != 0 || (tag != "?" && tag != "!" && !tag.empty())) {
            refuse(message::yaml_anchor, mark, {anchor != 0 ? "&" + value : tag});
            return;
        }
        const bool plain = tag != "!";
        if (!stack_.empty() && stack_.back().node.kind == NodeKind::map && !stack_.back().has_key) {
            key(mark, value, plain);
            return;
        }
        Node node = make(NodeKind::scalar, mark);
        node.plain = plain;
        node.text = written_out(value);
        add(std::move(node));
    }

    void key(const YAML::Mark& mark, const std::string& value, bool plain) {
        Open& top = stack_.back();
        if (plain && value == "<<") {
            refuse(message::yaml_anchor, mark, {value});
        }
        for (std::size_t i = 0; i < top.node.keys.size(); ++i) {
            if (top.node.keys[i] == value) {
                refuse(message::yaml_key_twice, mark, {value, std::to_string(top.node.key_lines[i])});
            }
        }
        top.key = value;
        top.has_key = true;
        top.key_line = static_cast<std::uint32_t>(mark.line + 1);
    }

    void open(NodeKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        if (anchor != 0 || (tag != "?" && !tag.empty())) {
            refuse(message::yaml_anchor, mark, {anchor != 0 ? "&" : tag});
        }
        if (!stack_.empty() && stack_.back().node.kind == NodeKind::map && !stack_.back().has_key) {
            refuse(message::yaml_key_not_text, mark, {});
        }
        if (stack_.size() >= max_depth) {
            refuse(message::yaml_depth, mark, {std::to_string(max_depth)});
        }
        stack_.push_back({make(kind, mark), {}, false, 0});
    }

    void close() {
        Node done = std::move(stack_.back().node);
        stack_.pop_back();
        add(std::move(done));
    }

    void add(Node node) {
        if (stack_.empty()) {
            root = std::move(node);
            return;
        }
        Open& top = stack_.back();
        if (top.node.kind == NodeKind::map) {
            top.node.keys.push_back(top.key);
            top.node.key_lines.push_back(top.key_line);
            top.has_key = false;
        }
        top.node.children.push_back(std::move(node));
    }

    std::string written_out(const std::string& value) const {
        const std::size_t colon = value.find(':');
        if (colon == std::string::npos || value.compare(colon, 3, "://") == 0) {
            return value;
        }
        const auto found = prefixes_.find(std::string_view(value).substr(0, colon));
        return found == prefixes_.end() ? value : found->second + value.substr(colon + 1);
    }

    std::string_view text_;
    const std::string* file_;
    const Prefixes& prefixes_;
    std::vector<Open> stack_;
};

} // namespace

const Node* Node::get(std::string_view key) const {
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (keys[i] == key) {
            return &children[i];
        }
    }
    return nullptr;
}

std::string_view Node::text_of(std::string_view key, std::string_view otherwise) const {
    const Node* child = get(key);
    return child != nullptr && child->kind == NodeKind::scalar ? std::string_view(child->text) : otherwise;
}

diag::Where Node::where() const {
    return {.file = file == nullptr ? "" : *file, .line = line, .column = column};
}

const std::string* Files::name(std::string file) {
    names_.push_back(std::make_unique<std::string>(std::move(file)));
    return names_.back().get();
}

diag::Result<Node> read(std::string_view text, std::string file, Files& files, const Prefixes& prefixes) {
    const std::string* name = files.name(std::move(file));
    if (const std::size_t tab = text.find('\t'); tab != std::string_view::npos) {
        const auto line = static_cast<std::uint32_t>(
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(tab), '\n') + 1);
        return diag::fail(message::yaml_tab, {.file = *name, .line = line, .column = 1});
    }
    Builder builder(text, name, prefixes);
    std::istringstream stream{std::string(text)};
    try {
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) {
            return diag::fail(message::yaml_empty, {.file = *name});
        }
        Builder second(text, name, prefixes);
        if (!builder.error && parser.HandleNextDocument(second)) {
            return diag::fail(message::yaml_documents, second.root.where());
        }
    } catch (const YAML::Exception& e) {
        return diag::fail(message::yaml_syntax,
                          {.file = *name,
                           .line = static_cast<std::uint32_t>(e.mark.line + 1),
                           .column = column_in_characters(text, e.mark)},
                          {e.msg});
    }
    if (builder.error) {
        return tl::make_unexpected(std::move(*builder.error));
    }
    return std::move(builder.root);
}

} // namespace renkei::yaml
