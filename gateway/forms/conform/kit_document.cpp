#include "gateway/forms/conform/kit_document.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/json/writer.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <vector>

namespace renkei::conform {
namespace {

Editable number_of(std::string_view text) {
    return Editable::binary(std::vector<std::uint8_t>(text.begin(), text.end()));
}

Editable editable_of(const json::Tree& tree, json::NodeId node) {
    const json::Node& from = tree[node];
    if (from.is_array()) {
        Editable out = Editable::array();
        for (const json::NodeId child : tree.children(node)) {
            out.push_back(editable_of(tree, child));
        }
        return out;
    }
    if (from.is_object()) {
        Editable out = Editable::object();
        for (const json::NodeId child : tree.children(node)) {
            out[std::string(tree.key(child))] = editable_of(tree, child);
        }
        return out;
    }
    if (from.is_string()) {
        return std::string(tree.text(node));
    }
    if (from.is_number()) {
        return number_of(tree.raw(node));
    }
    return from.is_null() ? Editable() : Editable(from.kind == json::ValueKind::true_value);
}

void write(const Editable& value, json::Writer& out) {
    if (value.is_object()) {
        out.start_object();
        for (const auto& [key, member] : value.items()) {
            out.key(key);
            write(member, out);
        }
        out.end_object();
    } else if (value.is_array()) {
        out.start_array();
        for (const Editable& element : value) {
            write(element, out);
        }
        out.end_array();
    } else if (value.is_binary()) {
        out.number(std::string(value.get_binary().begin(), value.get_binary().end()));
    } else if (value.is_string()) {
        out.string(value.get_ref<const std::string&>());
    } else if (value.is_boolean()) {
        out.boolean(value.get<bool>());
    } else {
        out.null();
    }
}

} // namespace

diag::Result<Editable> read_editable(std::string_view bytes) {
    json::Tree tree;
    TRY_VOID(json::Parser().parse(bytes, tree));
    return editable_of(tree, json::Tree::root);
}

std::string write_editable(const Editable& document) {
    std::string out;
    json::Writer writer(out);
    write(document, writer);
    return out;
}

Editable* find_member(Editable& object, std::string_view key) {
    const auto found = object.is_object() ? object.find(std::string(key)) : object.end();
    return found == object.end() ? nullptr : &*found;
}

std::string text_member(const Editable& object, std::string_view key) {
    const auto found = object.is_object() ? object.find(std::string(key)) : object.end();
    return found == object.end() || !found->is_string() ? std::string() : found->get<std::string>();
}

} // namespace renkei::conform
