#include "gateway/json/parser.h"
#include "gateway/json/place.h"
#include "gateway/json/writer.h"
#include "gateway/policy/peer.h"
#include "gateway/policy/wrong.h"

#include <algorithm>
#include <array>

namespace renkei::policy {
namespace {

using json::NodeId;
using json::Tree;
using Read = diag::Result<void>;

struct Entry {
    const Tree& tree;
    Peer peer{};

    tl::unexpected<diag::Error> wrong_at(NodeId node, std::string_view found, std::string_view expected) const {
        const diag::Where where = json::where(tree, node);
        const std::string place = where.path.starts_with('/') ? where.path.substr(1) : where.path;
        return wrong(peer.id, place, found, expected, where);
    }
    diag::Result<std::string> text(NodeId node) const {
        if (!tree[node].is_string()) {
            return wrong_at(node, tree.raw(node).substr(0, 40), "\"…\"");
        }
        return std::string(tree.text(node));
    }
    Read is_list(NodeId node) const { return tree[node].is_array() ? Read() : wrong_at(node, tree.raw(node).substr(0, 40), "[…]"); }
};

// One key of an object that is read into a T.
template <class T>
struct Field {
    std::string_view key;
    Read (*read)(Entry& entry, NodeId node, T& out);
};

template <auto member, class T>
Read read_text(Entry& entry, NodeId node, T& out) {
    TRY(out.*member, entry.text(node));
    return {};
}

template <auto member, auto of>
Read read_word(Entry& entry, NodeId node, Peer& out, std::span<const std::string_view> names) {
    TRY(const std::string name, entry.text(node));
    const auto found = of(name);
    if (!found) {
        return entry.wrong_at(node, name, alternatives(names));
    }
    out.*member = *found;
    return {};
}

Read read_role(Entry& entry, NodeId node, Peer& out) { return read_word<&Peer::role, role_of>(entry, node, out, role_names()); }
Read read_way(Entry& entry, NodeId node, Peer& out) { return read_word<&Peer::way, way_of>(entry, node, out, way_names()); }

Read read_revoked(Entry& entry, NodeId node, Peer& out) {
    if (!entry.tree[node].is_boolean()) {
        return entry.wrong_at(node, entry.tree.raw(node).substr(0, 40), "true | false");
    }
    out.revoked = entry.tree[node].kind == json::Kind::true_value;
    return {};
}

// "KIND:DIGITS"; check() says whether there is such a number
Read read_numbers(Entry& entry, NodeId list, Peer& out) {
    TRY_VOID(entry.is_list(list));
    for (const NodeId node : entry.tree.children(list)) {
        TRY(const std::string text, entry.text(node));
        const std::size_t colon = std::min(text.find(':'), text.size());
        out.numbers.push_back({.kind = text.substr(0, colon), .value = text.substr(std::min(colon + 1, text.size()))});
    }
    return {};
}

Read read_attachments(Entry& entry, NodeId list, Peer& out) {
    TRY_VOID(entry.is_list(list));
    out.attachments.clear();
    for (const NodeId node : entry.tree.children(list)) {
        TRY(std::string text, entry.text(node));
        out.attachments.push_back(std::move(text));
    }
    return {};
}

template <class T, std::size_t n>
Read read_object(Entry& entry, NodeId object, const std::array<Field<T>, n>& fields, T& out) {
    if (!entry.tree[object].is_object()) {
        return entry.wrong_at(object, entry.tree.raw(object).substr(0, 40), "{…}");
    }
    for (const NodeId node : entry.tree.children(object)) {
        const auto field = std::ranges::find(fields, entry.tree.key(node), &Field<T>::key);
        if (field == fields.end()) {
            std::array<std::string_view, n> keys{};
            std::ranges::transform(fields, keys.begin(), &Field<T>::key);
            return entry.wrong_at(node, entry.tree.key(node), alternatives(keys));
        }
        TRY_VOID(field->read(entry, node, out));
    }
    return {};
}

constexpr std::array<Field<Binding>, 5> binding_fields{{
    {"key_sha256", read_text<&Binding::key_sha256, Binding>},
    {"issuer", read_text<&Binding::issuer, Binding>},
    {"subject", read_text<&Binding::subject, Binding>},
    {"name", read_text<&Binding::name, Binding>},
    {"until", read_text<&Binding::until, Binding>},
}};

Read read_bindings(Entry& entry, NodeId list, Peer& out) {
    TRY_VOID(entry.is_list(list));
    for (const NodeId node : entry.tree.children(list)) {
        TRY_VOID(read_object(entry, node, binding_fields, out.bindings.emplace_back()));
    }
    return {};
}

constexpr std::array<Field<Peer>, 10> peer_fields{{
    {"id", read_text<&Peer::id, Peer>},
    {"name", read_text<&Peer::name, Peer>},
    {"role", read_role},
    {"numbers", read_numbers},
    {"bindings", read_bindings},
    {"way", read_way},
    {"address", read_text<&Peer::address, Peer>},
    {"syntax", read_text<&Peer::syntax, Peer>},
    {"attachments", read_attachments},
    {"revoked", read_revoked},
}};

// Without these an entry says nothing; the rest has defaults.
Read needs(const Entry& entry, std::string_view key, std::string_view expected) {
    return entry.tree.child(Tree::root, key) != json::no_node ? Read() : wrong(entry.peer.id, key, "", expected);
}

void write_if_filled(json::Writer& out, std::string_view key, std::string_view text) {
    if (!text.empty()) {
        out.member(key, text);
    }
}

void write(json::Writer& out, const Binding& binding) {
    out.start_object();
    write_if_filled(out, "key_sha256", binding.key_sha256);
    write_if_filled(out, "issuer", binding.issuer);
    write_if_filled(out, "subject", binding.subject);
    write_if_filled(out, "name", binding.name);
    write_if_filled(out, "until", binding.until);
    out.end_object();
}

} // namespace

std::string to_json(const Peer& peer) {
    std::string text;
    json::Writer out(text);
    out.start_object().member("id", peer.id).member("name", peer.name).member("role", to_text(peer.role)).key("numbers").start_array();
    for (const Number& number : peer.numbers) {
        out.string(to_text(number));
    }
    out.end_array().key("bindings").start_array();
    for (const Binding& binding : peer.bindings) {
        write(out, binding);
    }
    out.end_array().member("way", to_text(peer.way)).member("address", peer.address).member("syntax", peer.syntax);
    out.key("attachments").start_array();
    for (const std::string& media_type : peer.attachments) {
        out.string(media_type);
    }
    out.end_array().key("revoked").boolean(peer.revoked).end_object();
    return text;
}

diag::Result<Peer> read_peer(std::string_view json) {
    Tree tree;
    TRY_VOID(json::Parser().parse(json, tree));
    Entry entry{.tree = tree};
    // known first, so that every error says whose entry it is
    if (const NodeId id = tree.child(Tree::root, "id"); id != json::no_node) {
        TRY(entry.peer.id, entry.text(id));
    }
    Peer out;
    TRY_VOID(read_object(entry, Tree::root, peer_fields, out));
    TRY_VOID(needs(entry, "id", "[a-z0-9-]{1,64}"));
    TRY_VOID(needs(entry, "role", alternatives(role_names())));
    TRY_VOID(check(out));
    return out;
}

} // namespace renkei::policy
