#include "gateway/network/tokens/key_set.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/json/place.h"
#include "gateway/network/tokens/base64url.h"
#include "generated/messages/tokens.h"

#include <fmt/format.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <array>

namespace renkei::tokens {
namespace {

using json::NodeId;
using json::Tree;

using NumberOwner = std::unique_ptr<BIGNUM, tls::Free<BN_free>>;
using ParameterBuilder = std::unique_ptr<OSSL_PARAM_BLD, tls::Free<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, tls::Free<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, tls::Free<EVP_PKEY_CTX_free>>;

constexpr std::size_t max_keys = 32;
constexpr std::size_t max_bytes = 64U << 10;
constexpr int min_rsa_bits = 2048;
constexpr int max_rsa_bits = 8192; // a larger one costs too much for each request

struct KeyReader {
    const Tree& tree;
    NodeId node;

    tl::unexpected<diag::Error> error(std::string_view member, std::string_view expected) const {
        const NodeId at = member.empty() ? node : tree.child(node, member);
        return diag::fail(
            diag::message::token_keys_wrong, json::where(tree, at == json::no_node ? node : at),
            {fmt::format("keys[{}]{}{}", tree.index(node), member.empty() ? "" : ".", member), expected});
    }
    std::optional<std::string_view> text(std::string_view member) const {
        const NodeId at = tree.child(node, member);
        return at == json::no_node || !tree[at].is_string() ? std::nullopt : std::optional(tree.text(at));
    }
    bool has(std::string_view member) const { return tree.child(node, member) != json::no_node; }
    // Of a member in base64url.
    diag::Result<std::string> bytes(std::string_view member) const {
        std::optional<std::string> out = from_base64url(text(member).value_or(""));
        if (!out || out->empty()) {
            return error(member, "base64url");
        }
        return *std::move(out);
    }
};

// Keys of other uses stand beside those for signatures.
bool verifies_signatures(const KeyReader& key) {
    const NodeId operations = key.tree.child(key.node, "key_ops");
    const auto items = key.tree.items(operations);
    const bool may_verify = operations == json::no_node || std::ranges::any_of(items, [&](NodeId node) {
                                return key.tree[node].is_string() && key.tree.text(node) == "verify";
                            });
    return key.text("use").value_or("sig") == "sig" && may_verify;
}

std::optional<KeyKind> kind_of(const KeyReader& key) {
    const std::string_view type = key.text("kty").value_or("");
    const std::string_view curve = key.text("crv").value_or("");
    if (type == "RSA") {
        return KeyKind::rsa;
    }
    if (type == "EC" && (curve == "P-256" || curve == "P-384")) {
        return curve == "P-256" ? KeyKind::p256 : KeyKind::p384;
    }
    return std::nullopt;
}

const unsigned char* octets(const std::string& bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

// Null if OpenSSL finds it wrong: a point that is not on its curve, a modulus that is no product of primes.
tls::KeyOwner made_key(const char* type, const Parameters& parameters) {
    const KeyContext making(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* made = nullptr;
    if (!making || !parameters || EVP_PKEY_fromdata_init(making.get()) != 1 ||
        EVP_PKEY_fromdata(making.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
        return nullptr;
    }
    tls::KeyOwner key(made);
    const KeyContext checking(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    return checking && EVP_PKEY_public_check(checking.get()) == 1 ? std::move(key) : nullptr;
}

diag::Result<tls::KeyOwner> read_curve_key(const KeyReader& key, KeyKind kind) {
    const std::size_t size = curve_bytes(kind);
    std::string point = "\x04"; // uncompressed: x and y follow
    for (const std::string_view coordinate : {"x", "y"}) {
        TRY(const std::string bytes, key.bytes(coordinate));
        if (bytes.size() != size) { // RFC 7518 §6.2.1.2
            return key.error(coordinate, fmt::format("{} bytes", size));
        }
        point += bytes;
    }
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    const char* const group = kind == KeyKind::p256 ? "P-256" : "P-384";
    const bool done =
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) == 1;
    tls::KeyOwner out = done ? made_key("EC", Parameters(OSSL_PARAM_BLD_to_param(builder.get()))) : nullptr;
    return out ? diag::Result<tls::KeyOwner>(std::move(out))
               : key.error("x", fmt::format("a point on {}", group));
}

diag::Result<tls::KeyOwner> read_rsa_key(const KeyReader& key) {
    TRY(const std::string modulus, key.bytes("n"));
    TRY(const std::string exponent, key.bytes("e"));
    const NumberOwner n(BN_bin2bn(octets(modulus), static_cast<int>(modulus.size()), nullptr));
    const NumberOwner e(BN_bin2bn(octets(exponent), static_cast<int>(exponent.size()), nullptr));
    if (!n || !e || BN_num_bits(n.get()) < min_rsa_bits || BN_num_bits(n.get()) > max_rsa_bits) {
        return key.error("n", fmt::format("{}–{} bits", min_rsa_bits, max_rsa_bits));
    }
    const ParameterBuilder builder(OSSL_PARAM_BLD_new());
    const bool done = OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) == 1 &&
                      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) == 1;
    tls::KeyOwner out = done ? made_key("RSA", Parameters(OSSL_PARAM_BLD_to_param(builder.get()))) : nullptr;
    return out ? diag::Result<tls::KeyOwner>(std::move(out)) : key.error("n", "an RSA key (65537)");
}

// Members of private and secret keys (RFC 7518 §6.2.2, §6.3.2, §6.4.1): such a file must not be handed on.
bool is_secret(const KeyReader& key) {
    constexpr std::array<std::string_view, 8> secrets{"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
    return std::ranges::any_of(secrets, [&](std::string_view member) { return key.has(member); });
}

// Nothing: a key for other uses.
diag::Result<std::optional<Key>> read_key(const KeyReader& reader) {
    if (!reader.tree[reader.node].is_object() || !reader.text("kty")) {
        return reader.error("", "{\"kty\": \"EC\" | \"RSA\", …}");
    }
    if (is_secret(reader)) {
        return reader.error("", "public keys");
    }
    for (const std::string_view member : {"kid", "alg", "use"}) {
        if (reader.has(member) && !reader.text(member)) {
            return reader.error(member, "\"…\"");
        }
    }
    const std::optional<KeyKind> kind = kind_of(reader);
    const std::optional<std::string_view> name = reader.text("alg");
    const std::optional<Algorithm> algorithm = name ? algorithm_of(*name) : std::nullopt;
    if (!kind || !verifies_signatures(reader) || (name && !algorithm)) {
        return std::nullopt;
    }
    Key out{.id = std::string(reader.text("kid").value_or("")), .algorithm = algorithm, .kind = *kind};
    if (algorithm && row(*algorithm).key != *kind) {
        return reader.error("alg", "the algorithm of its kty and crv");
    }
    TRY(out.key, *kind == KeyKind::rsa ? read_rsa_key(reader) : read_curve_key(reader, *kind));
    return std::optional(std::move(out));
}

} // namespace

diag::Result<KeySet> KeySet::read(std::string_view jwks) {
    Tree tree;
    if (const auto parsed = json::Parser({}, {.max_depth = 8, .max_bytes = max_bytes}).parse(jwks, tree);
        !parsed) {
        return diag::fail(diag::message::token_keys_wrong, parsed.error().where, {"-", "JSON"});
    }
    const NodeId list = tree.child(Tree::root, "keys");
    const auto wrong = [&tree](std::string_view expected) {
        return diag::fail(diag::message::token_keys_wrong, json::where(tree, Tree::root), {"keys", expected});
    };
    if (list == json::no_node || !tree[list].is_array() || tree.children(list).size() > max_keys) {
        return wrong(fmt::format("{{\"keys\": [1–{}]}}", max_keys));
    }
    KeySet out;
    for (const NodeId node : tree.children(list)) {
        TRY(std::optional<Key> key, read_key({.tree = tree, .node = node}));
        if (!key) {
            continue;
        }
        const bool is_twice = std::ranges::any_of(out.keys_, [&](const Key& other) {
            return !key->id.empty() && other.id == key->id && other.kind == key->kind;
        });
        if (is_twice) {
            return KeyReader{.tree = tree, .node = node}.error("kid", "each once");
        }
        out.keys_.push_back(*std::move(key));
    }
    if (out.keys_.empty()) {
        return wrong("use: sig, alg: " + algorithm_names());
    }
    return out;
}

const Key* KeySet::find(const std::optional<std::string_view>& id, Algorithm algorithm) const {
    const Key* out = nullptr;
    for (const Key& key : keys_) {
        if (!key.fits(algorithm) || (id && key.id != *id)) {
            continue;
        }
        if (out != nullptr) {
            return nullptr; // which one is not said
        }
        out = &key;
    }
    return out;
}

} // namespace renkei::tokens
