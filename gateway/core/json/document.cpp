#include "gateway/core/json/document.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <vector>

namespace renkei::json {
namespace {

Document document_of(const Tree& tree, NodeId node) {
    const Node& from = tree[node];
    if (from.is_array()) {
        Document out = Document::array();
        for (const NodeId child : tree.children(node)) {
            out.push_back(document_of(tree, child));
        }
        return out;
    }
    if (from.is_object()) {
        Document out = Document::object();
        for (const NodeId child : tree.children(node)) {
            out[std::string(tree.key(child))] = document_of(tree, child);
        }
        return out;
    }
    if (from.is_string()) {
        return std::string(tree.text(node));
    }
    if (from.is_number()) {
        return verbatim(tree.raw(node));
    }
    return from.is_null() ? Document() : Document(from.kind == ValueKind::true_value);
}

void write(const Document& value, Writer& out) {
    if (value.is_object()) {
        out.start_object();
        for (const auto& [key, member] : value.items()) {
            out.key(key);
            write(member, out);
        }
        out.end_object();
    } else if (value.is_array()) {
        out.start_array();
        for (const Document& element : value) {
            write(element, out);
        }
        out.end_array();
    } else if (value.is_binary()) {
        const auto& bytes = value.get_binary();
        out.raw({reinterpret_cast<const char*>(bytes.data()), bytes.size()}); // NOLINT: bytes as text
    } else if (value.is_string()) {
        out.string(value.get_ref<const std::string&>());
    } else if (value.is_boolean()) {
        out.boolean(value.get<bool>());
    } else if (value.is_number()) {
        out.number(value.dump());
    } else {
        out.null();
    }
}

} // namespace

diag::Result<Document> read_document(std::string_view bytes) {
    Tree tree;
    TRY_VOID(Parser().parse(bytes, tree));
    return document_of(tree, Tree::root);
}

std::string write_document(const Document& document) {
    std::string out;
    Writer writer(out);
    write(document, writer);
    return out;
}

Document verbatim(std::string_view json) {
    return Document::binary(std::vector<std::uint8_t>(json.begin(), json.end()));
}

Document* find_member(Document& object, std::string_view key) {
    const auto found = object.is_object() ? object.find(std::string(key)) : object.end();
    return found == object.end() ? nullptr : &*found;
}

std::string text_member(const Document& object, std::string_view key) {
    const auto found = object.is_object() ? object.find(std::string(key)) : object.end();
    return found == object.end() || !found->is_string() ? std::string() : found->get<std::string>();
}

} // namespace renkei::json
