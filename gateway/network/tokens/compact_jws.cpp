#include "gateway/network/tokens/compact_jws.h"

#include "gateway/core/json/parser.h"
#include "gateway/core/text/words.h"
#include "gateway/network/tokens/base64url.h"
#include "generated/messages/tokens.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::tokens {
namespace {

using json::NodeId;
using json::Tree;

tl::unexpected<diag::Error> unreadable(std::string place, std::string expected) {
    return diag::fail(diag::message::token_unreadable, {}, {std::move(place), std::move(expected)});
}

diag::Result<std::string> decoded(std::string_view part, std::string_view name) {
    std::optional<std::string> out = from_base64url(part);
    return out && !out->empty() ? diag::Result<std::string>(*std::move(out))
                                : unreadable(std::string(name), "base64url (RFC 7515 §2)");
}

// RFC 9068 §2.1, and JWT, which servers wrote before it. An id token says JWT, too, but has another audience.
bool is_type_of_access_token(std::string_view type) {
    constexpr std::array<std::string_view, 3> types{"at+jwt", "application/at+jwt", "jwt"};
    return std::ranges::any_of(types, [type](std::string_view each) { return text::same_word(type, each); });
}

diag::Result<void> read_header(std::string_view json, CompactJws& out) {
    Tree tree;
    if (!json::Parser({}, {.max_depth = 4, .max_bytes = max_token_bytes, .max_keys = 64}).parse(json, tree) ||
        !tree[Tree::root].is_object()) {
        return unreadable("header", "{\"alg\": …}, each member once");
    }
    for (const std::string_view refused : {"jwk", "jku", "x5u", "x5c", "crit"}) {
        if (tree.child(Tree::root, refused) != json::no_node) {
            return unreadable("header", fmt::format("no {}", refused));
        }
    }
    const auto text = [&tree](std::string_view member) -> std::optional<std::string_view> {
        const NodeId node = tree.child(Tree::root, member);
        return node == json::no_node || !tree[node].is_string() ? std::nullopt
                                                                : std::optional(tree.text(node));
    };
    if (!is_type_of_access_token(text("typ").value_or(""))) {
        return unreadable("header", "typ: at+jwt | JWT");
    }
    const std::optional<Algorithm> algorithm = algorithm_of(text("alg").value_or(""));
    if (!algorithm) {
        return diag::fail(diag::message::token_algorithm, {}, {algorithm_names()});
    }
    out.algorithm = *algorithm;
    if (tree.child(Tree::root, "kid") != json::no_node) {
        if (!text("kid")) {
            return unreadable("header", "kid: \"…\"");
        }
        out.key_id = *text("kid");
    }
    return {};
}

} // namespace

diag::Result<CompactJws> read_compact_jws(std::string_view token) {
    if (token.size() > max_token_bytes) {
        return unreadable("Authorization", fmt::format("≤ {} bytes", max_token_bytes));
    }
    if (std::ranges::count(token, '.') != 2) {
        return unreadable("Authorization", "HEADER.PAYLOAD.SIGNATURE");
    }
    const std::size_t first = token.find('.');
    const std::size_t second = token.rfind('.');
    CompactJws out{.signed_bytes = token.substr(0, second)};
    TRY(const std::string header, decoded(token.substr(0, first), "header"));
    TRY_VOID(read_header(header, out));
    TRY(out.payload, decoded(token.substr(first + 1, second - first - 1), "payload"));
    TRY(out.signature, decoded(token.substr(second + 1), "signature"));
    return out;
}

} // namespace renkei::tokens
