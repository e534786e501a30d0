#include "gateway/core/json/parser.h"
#include "gateway/core/json/place.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/alternatives.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/policy/peer_error.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace renkei::policy {
namespace {

using json::NodeId;
using json::Tree;
using Read = diag::Result<void>;

struct Entry {
    const Tree& tree;
    Peer peer{};

    tl::unexpected<diag::Error> error_at(NodeId node, std::string_view found,
                                         std::string_view expected) const {
        const diag::Where where = json::where(tree, node);
        const std::string place = where.path.starts_with('/') ? where.path.substr(1) : where.path;
        return peer_error(peer.id, place, found, expected, where);
    }
    diag::Result<std::string> text(NodeId node) const {
        if (!tree[node].is_string()) {
            return error_at(node, tree.raw(node).substr(0, 40), "\"…\"");
        }
        return std::string(tree.text(node));
    }
    Read is_list(NodeId node) const {
        return tree[node].is_array() ? Read() : error_at(node, tree.raw(node).substr(0, 40), "[…]");
    }
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
        return entry.error_at(node, name, text::alternatives(names));
    }
    out.*member = *found;
    return {};
}

Read read_role(Entry& entry, NodeId node, Peer& out) {
    return read_word<&Peer::role, role_of>(entry, node, out, role_names());
}
Read read_delivery_method(Entry& entry, NodeId node, Peer& out) {
    return read_word<&Peer::delivery_method, delivery_method_of>(entry, node, out, delivery_method_names());
}

diag::Result<text::Repertoire> repertoire_in(const Entry& entry, NodeId node) {
    TRY(const std::string name, entry.text(node));
    const std::optional<text::Repertoire> found = text::repertoire_of(name);
    return found ? diag::Result<text::Repertoire>(*found)
                 : entry.error_at(node, name, text::alternatives(text::repertoire_names()));
}

Read read_characters(Entry& entry, NodeId node, Peer& out) {
    TRY(out.characters.repertoire, repertoire_in(entry, node));
    return {};
}

Read read_gaiji(Entry& entry, NodeId node, Peer& out) {
    TRY(const std::string name, entry.text(node));
    if (name != text::geta_name) {
        return entry.error_at(node, name, text::geta_name);
    }
    out.characters.gaiji = text::Gaiji::as_geta;
    return {};
}

Read read_revoked(Entry& entry, NodeId node, Peer& out) {
    if (!entry.tree[node].is_boolean()) {
        return entry.error_at(node, entry.tree.raw(node).substr(0, 40), "true | false");
    }
    out.revoked = entry.tree[node].kind == json::ValueKind::true_value;
    return {};
}

// "KIND:DIGITS"; check() says whether there is such a number
Read read_numbers(Entry& entry, NodeId list, Peer& out) {
    TRY_VOID(entry.is_list(list));
    for (const NodeId node : entry.tree.children(list)) {
        TRY(const std::string text, entry.text(node));
        const std::size_t colon = std::min(text.find(':'), text.size());
        out.numbers.push_back(
            {.kind = text.substr(0, colon), .value = text.substr(std::min(colon + 1, text.size()))});
    }
    return {};
}

// What keys are in it is read where tokens are verified (network/tokens).
Read read_token_keys(Entry& entry, NodeId node, Peer& out) {
    if (!entry.tree[node].is_object()) {
        return entry.error_at(node, entry.tree.raw(node).substr(0, 40), "{\"keys\": [...]}");
    }
    out.token_keys.clear();
    json::Writer(out.token_keys).node(entry.tree, node);
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

void keep(const Tree& tree, NodeId node, std::string& unknown) {
    unknown += unknown.empty() ? "" : ",";
    json::Writer(unknown).key(tree.key(node)).node(tree, node);
}

template <class T, std::size_t n>
Read read_object(Entry& entry, NodeId object, const std::array<Field<T>, n>& fields, T& out) {
    if (!entry.tree[object].is_object()) {
        return entry.error_at(object, entry.tree.raw(object).substr(0, 40), "{…}");
    }
    for (const NodeId node : entry.tree.children(object)) {
        const auto field = std::ranges::find(fields, entry.tree.key(node), &Field<T>::key);
        if (field == fields.end()) {
            keep(entry.tree, node, out.unknown);
            continue;
        }
        TRY_VOID(field->read(entry, node, out));
    }
    return {};
}

constexpr std::array<Field<CertificateBinding>, 6> binding_fields{{
    {"key_sha256", read_text<&CertificateBinding::key_sha256, CertificateBinding>},
    {"issuer", read_text<&CertificateBinding::issuer, CertificateBinding>},
    {"subject", read_text<&CertificateBinding::subject, CertificateBinding>},
    {"name", read_text<&CertificateBinding::name, CertificateBinding>},
    {"until", read_text<&CertificateBinding::until, CertificateBinding>},
    {"chain", read_text<&CertificateBinding::chain, CertificateBinding>},
}};

Read read_bindings(Entry& entry, NodeId list, Peer& out) {
    TRY_VOID(entry.is_list(list));
    for (const NodeId node : entry.tree.children(list)) {
        TRY_VOID(read_object(entry, node, binding_fields, out.bindings.emplace_back()));
    }
    return {};
}

Read read_must_know(Entry& entry, NodeId list, Peer& out);

constexpr std::array<Field<Peer>, 17> peer_fields{{
    {"id", read_text<&Peer::id, Peer>},
    {"name", read_text<&Peer::name, Peer>},
    {"role", read_role},
    {"numbers", read_numbers},
    {"bindings", read_bindings},
    {"delivery_method", read_delivery_method},
    {"address", read_text<&Peer::address, Peer>},
    {"syntax", read_text<&Peer::syntax, Peer>},
    {"edition", read_text<&Peer::edition, Peer>},
    {"characters", read_characters},
    {"gaiji", read_gaiji},
    {"attachments", read_attachments},
    {"job", read_text<&Peer::job, Peer>},
    {"token_issuer", read_text<&Peer::token_issuer, Peer>},
    {"token_keys", read_token_keys},
    {"revoked", read_revoked},
    {"must_know", read_must_know},
}};

// Of the entry or of its bindings.
Read read_must_know(Entry& entry, NodeId list, Peer& out) {
    std::vector<std::string_view> keys;
    std::ranges::transform(peer_fields, std::back_inserter(keys), &Field<Peer>::key);
    std::ranges::transform(binding_fields, std::back_inserter(keys), &Field<CertificateBinding>::key);
    TRY_VOID(entry.is_list(list));
    for (const NodeId node : entry.tree.children(list)) {
        TRY(std::string key, entry.text(node));
        if (std::ranges::find(keys, key) == keys.end()) {
            return entry.error_at(node, key, text::alternatives(keys));
        }
        out.must_know.push_back(std::move(key));
    }
    return {};
}

// Without these an entry says nothing; the rest has defaults.
Read needs(const Entry& entry, std::string_view key, std::string_view expected) {
    return entry.tree.child(Tree::root, key) != json::no_node ? Read()
                                                              : peer_error(entry.peer.id, key, "", expected);
}

void write_if_filled(json::Writer& out, std::string_view key, std::string_view text) {
    if (!text.empty()) {
        out.member(key, text);
    }
}

void write_unknown(json::Writer& out, std::string_view members) {
    if (!members.empty()) {
        out.raw(members);
    }
}

void write(json::Writer& out, const CertificateBinding& binding) {
    out.start_object();
    write_if_filled(out, "key_sha256", binding.key_sha256);
    write_if_filled(out, "issuer", binding.issuer);
    write_if_filled(out, "subject", binding.subject);
    write_if_filled(out, "name", binding.name);
    write_if_filled(out, "until", binding.until);
    write_if_filled(out, "chain", binding.chain);
    write_unknown(out, binding.unknown);
    out.end_object();
}

} // namespace

std::string to_json(const Peer& peer) {
    std::string text;
    json::Writer out(text);
    out.start_object()
        .member("id", peer.id)
        .member("name", peer.name)
        .member("role", to_text(peer.role))
        .key("numbers")
        .start_array();
    for (const Number& number : peer.numbers) {
        out.string(to_text(number));
    }
    out.end_array().key("bindings").start_array();
    for (const CertificateBinding& binding : peer.bindings) {
        write(out, binding);
    }
    out.end_array()
        .member("delivery_method", to_text(peer.delivery_method))
        .member("address", peer.address)
        .member("syntax", peer.syntax);
    // A program that does not know these gives the document as it came.
    write_if_filled(out, "edition", peer.edition);
    write_if_filled(out, "characters", text::to_text(peer.characters.repertoire));
    write_if_filled(out, "gaiji", peer.characters.gaiji == text::Gaiji::as_geta ? text::geta_name : "");
    out.key("attachments").start_array();
    for (const std::string& media_type : peer.attachments) {
        out.string(media_type);
    }
    out.end_array();
    // A program that does not know these reads no tokens, and takes no job: it takes a request for its peer's
    // alone, which opens nothing more. So they need not stand in must_know.
    write_if_filled(out, "job", peer.job);
    write_if_filled(out, "token_issuer", peer.token_issuer);
    if (!peer.token_keys.empty()) {
        out.key("token_keys").raw(peer.token_keys);
    }
    out.key("revoked").boolean(peer.revoked);
    if (!peer.must_know.empty()) {
        out.key("must_know").start_array();
        std::ranges::for_each(peer.must_know, [&](const std::string& key) { out.string(key); });
        out.end_array();
    }
    write_unknown(out, peer.unknown);
    out.end_object();
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
    TRY_VOID(needs(entry, "role", text::alternatives(role_names())));
    TRY_VOID(check(out));
    return out;
}

Peer read_stored_peer(std::string_view id, std::string_view json) {
    diag::Result<Peer> out = read_peer(json);
    if (out) {
        return *std::move(out);
    }
    return {.id = std::string(id),
            .revoked = true,
            .unreadable = {.why = out.error().message, .args = out.error().args}};
}

} // namespace renkei::policy
