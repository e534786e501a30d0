#include "gateway/fhir/validate/cache/signature.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace renkei::validate {
namespace {

constexpr std::size_t longest = 64U << 10U; // the Composition of a full document has 20 KB

constexpr std::array<std::string_view, 32> free_names{
    "birthDate", "city",       "comment", "created",   "data",       "date",   "description", "district",
    "div",       "end",        "family",  "given",     "id",         "issued", "line",        "lastUpdated",
    "name",      "postalCode", "prefix",  "reference", "start",      "state",  "suffix",      "text",
    "time",      "title",      "value",   "versionId", "authoredOn", "sent",   "received",    "subscriberId"};
// value[x], effective[x], onset[x] …
constexpr std::array<std::string_view, 6> free_endings{"Date",     "DateTime", "Instant",
                                                       "Markdown", "String",   "Time"};

bool is_free_name(std::string_view name) {
    return std::ranges::find(free_names, name) != free_names.end() ||
           std::ranges::any_of(free_endings, [&](std::string_view ending) { return name.ends_with(ending); });
}

// What is written of each node: what it is, its name, and how many it holds or how long its text is.
struct NodeMark {
    std::uint32_t size;
    json::NameId name;
    json::ValueKind kind;
    bool is_free;
};
static_assert(sizeof(NodeMark) == 8);

void append(const NodeMark& mark, std::string_view text, std::string& out) {
    out.append(reinterpret_cast<const char*>(&mark), sizeof mark).append(text);
}

} // namespace

SignatureWriter::SignatureWriter(const json::NameTable& names)
    : free_(names.size()),
      resource_type_(names.find("resourceType")),
      display_(names.find("display")),
      code_(names.find("code")),
      system_(names.find("system")) {
    for (std::size_t name = 0; name < free_.size(); ++name) {
        free_[name] = is_free_name(names.name(static_cast<json::NameId>(name)));
    }
}

bool SignatureWriter::is_free_text(const Tree& tree, NodeId scalar, json::NameId name) const {
    if (tree[scalar].is_number()) {
        return true;
    }
    if (!tree[scalar].is_string() || name >= free_.size()) {
        return false;
    }
    if (name == display_) { // the display of a code belongs to the code, that of a reference names a person
        const NodeId object = tree.parent(scalar);
        return tree.child(object, system_) == no_node && tree.child(object, code_) == no_node;
    }
    return free_[name];
}

bool SignatureWriter::is_free_text(const Tree& tree, NodeId scalar) const {
    return is_free_text(tree, scalar, tree[tree.is_element(scalar) ? tree.parent(scalar) : scalar].name);
}

bool SignatureWriter::has_free_text(const Tree& tree, NodeId node) const {
    for (NodeId at = node; at < tree.after(node); ++at) {
        if (!tree[at].is_container() && is_free_text(tree, at)) {
            return true;
        }
    }
    return false;
}

// Each part begins with its length, so different resources have different signatures.
bool SignatureWriter::append(const Tree& tree, NodeId node, std::string& out) const {
    const json::Node& it = tree[node];
    const bool is_element = tree.is_element(node);
    if (!is_element && it.name >= free_.size()) {
        return false;
    }
    if (it.is_container()) {
        validate::append({it.count, it.name, it.kind, false}, {}, out);
        return out.size() <= longest;
    }
    const bool is_left_out = is_free_text(tree, node, is_element ? tree[it.parent].name : it.name);
    const std::string_view said = is_left_out ? std::string_view() : tree.raw(node);
    if (!is_left_out && it.is_string() && tree.text(node).starts_with('#')) {
        return false; // leads by an id, which is free
    }
    validate::append({static_cast<std::uint32_t>(said.size()), it.name, it.kind, is_left_out}, said, out);
    return out.size() <= longest;
}

bool SignatureWriter::write(const Tree& tree, NodeId resource, std::string& out) const {
    out.clear();
    for (NodeId node = resource + 1; node < tree.after(resource); ++node) {
        const bool is_inner_resource = tree[node].name == resource_type_ && tree.parent(node) != resource;
        if (is_inner_resource || !append(tree, node, out)) {
            return false;
        }
    }
    return true;
}

// Everything that the signature depends on (also whether a text is free or refers by an id) follows from
// names, kinds, nesting and the texts that are written. If these are the same, the signature is the same.
bool SignatureWriter::is_written(const Tree& tree, NodeId resource, std::string_view signature) {
    for (NodeId node = resource + 1; node < tree.after(resource); ++node) {
        NodeMark mark{};
        if (signature.size() < sizeof mark) {
            return false;
        }
        std::memcpy(&mark, signature.data(), sizeof mark);
        signature.remove_prefix(sizeof mark);
        const json::Node& it = tree[node];
        if (it.name != mark.name || it.kind != mark.kind || (it.is_container() && it.count != mark.size)) {
            return false;
        }
        if (it.is_container() || mark.is_free) {
            continue;
        }
        if (tree.raw(node) != signature.substr(0, mark.size)) {
            return false;
        }
        signature.remove_prefix(mark.size);
    }
    return signature.empty();
}

} // namespace renkei::validate
