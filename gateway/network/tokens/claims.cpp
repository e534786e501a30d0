#include "gateway/network/tokens/claims.h"

#include "gateway/core/base/hex.h"
#include "gateway/core/base/number.h"
#include "gateway/core/json/parser.h"
#include "gateway/network/tokens/base64url.h"
#include "gateway/network/tokens/compact_jws.h"
#include "generated/messages/tokens.h"

#include <algorithm>
#include <array>

namespace renkei::tokens {
namespace {

using diag::Result;
using json::NodeId;
using json::Tree;

constexpr std::size_t max_text_bytes = 255;
constexpr std::size_t max_codes = 16;
constexpr base::Millis second = 1000;

tl::unexpected<diag::Error> wrong(std::string_view claim, std::string_view expected) {
    return diag::fail(message::token_claim_wrong, {}, {claim, expected});
}

// It stands in the audit, and on one line of a list.
bool is_plain(std::string_view text) {
    return !text.empty() && text.size() <= max_text_bytes && std::ranges::none_of(text, [](char c) {
        return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    });
}

bool is_blank(std::string_view text) {
    constexpr std::string_view wide = "　";
    while (!text.empty() && (text.front() == ' ' || text.starts_with(wide))) {
        text.remove_prefix(text.front() == ' ' ? 1 : wide.size());
    }
    return text.empty();
}

// Purposes stand there as "SYSTEM|CODE", with blanks between.
bool is_word(std::string_view text) {
    return is_plain(text) && text.find_first_of(" |") == std::string_view::npos;
}

} // namespace

Result<Claims> Claims::read(const std::string& payload) {
    Claims out;
    if (!json::Parser({}, {.max_depth = 16, .max_bytes = max_token_bytes, .max_keys = 256})
             .parse(payload, out.tree_) ||
        !out.tree_[Tree::root].is_object()) {
        return diag::fail(message::token_unreadable, {}, {"payload", "{…}, each member once"});
    }
    return out;
}

NodeId Claims::find(NodeId object, std::string_view claim) const {
    return object == json::no_node ? json::no_node : tree_.child(object, claim);
}

Result<std::optional<std::string>> Claims::text(NodeId object, std::string_view claim) const {
    const NodeId node = find(object, claim);
    if (node == json::no_node) {
        return std::nullopt;
    }
    if (!tree_[node].is_string() || !is_plain(tree_.text(node))) {
        return wrong(claim, "\"…\" (1–255 bytes)");
    }
    return std::optional(std::string(tree_.text(node)));
}

Result<std::string> Claims::needed_text(std::string_view claim) const {
    TRY(std::optional<std::string> out, text(Tree::root, claim));
    return out ? Result<std::string>(*std::move(out)) : wrong(claim, "\"…\" (1–255 bytes)");
}

// NumericDate: seconds, which may have a fraction.
Result<std::optional<base::Millis>> Claims::time(std::string_view claim) const {
    constexpr std::int64_t last_second = 99'999'999'999; // more are milliseconds by mistake
    constexpr std::int64_t millionths = 1'000'000;
    const NodeId node = find(Tree::root, claim);
    if (node == json::no_node) {
        return std::nullopt;
    }
    const auto number = tree_[node].is_number() ? base::Number::of(tree_.raw(node)) : std::nullopt;
    const auto scaled = number ? number->scaled(6) : std::nullopt;
    if (!scaled || *scaled < 0 || *scaled / millionths > last_second) {
        return wrong(claim, "seconds since 1970");
    }
    return std::optional<base::Millis>(*scaled / second);
}

// A FHIR Coding, or a text that is a code without a system (ITI TF-2: 3.71.4.2.2.1.1).
Result<policy::Code> Claims::code(NodeId node, std::string_view claim, IsCode is_code) const {
    constexpr std::string_view expected = "{\"system\": \"…\", \"code\": \"…\"}";
    if (!tree_[node].is_object()) {
        return tree_[node].is_string() && is_code(tree_.text(node))
                   ? Result<policy::Code>(policy::Code{.code = std::string(tree_.text(node))})
                   : wrong(claim, expected);
    }
    TRY(const std::optional<std::string> system, text(node, "system"));
    TRY(const std::optional<std::string> value, text(node, "code"));
    if (!value || !is_code(*value) || (system && !is_code(*system))) {
        return wrong(claim, expected);
    }
    return policy::Code{.system = system.value_or(""), .code = *value};
}

Result<std::vector<policy::Code>> Claims::codes(NodeId object, std::string_view claim, IsCode is_code) const {
    std::vector<policy::Code> out;
    const NodeId node = find(object, claim);
    for (const NodeId each : tree_.items(node)) {
        TRY(policy::Code code, this->code(each, claim, is_code));
        out.push_back(std::move(code));
    }
    if (out.size() > max_codes) {
        return wrong(claim, "≤ 16");
    }
    return out;
}

Result<void> Claims::check_parties(const PresentedToken& presented, const Settings& settings) const {
    TRY(const std::string issuer, needed_text("iss"));
    if (issuer != presented.peer.token_issuer) {
        return diag::fail(message::token_issuer_wrong, {}, {presented.peer.token_issuer});
    }
    const std::string own(settings.audience.empty() ? presented.base : std::string_view(settings.audience));
    const std::array<std::string, 2> audiences{own, own + "/fhir"}; // SMART names the FHIR service
    const auto items = tree_.items(find(Tree::root, "aud"));
    const bool is_for_us = std::ranges::any_of(items, [&](NodeId node) {
        return tree_[node].is_string() && std::ranges::find(audiences, tree_.text(node)) != audiences.end();
    });
    if (!is_for_us) {
        return diag::fail(message::token_audience_wrong, {}, {audiences[0] + " | " + audiences[1]});
    }
    return {};
}

Result<void> Claims::check_times(const Settings& settings, base::Millis now) const {
    const auto too_early = [](std::string_view claim) {
        return diag::fail(message::token_too_early, {}, {claim, std::to_string(clock_skew / second)});
    };
    TRY(const std::optional<base::Millis> end, time("exp"));
    TRY(const std::optional<base::Millis> begin, time("nbf"));
    TRY(const std::optional<base::Millis> issued, time("iat"));
    if (!end) {
        return wrong("exp", "seconds since 1970");
    }
    if (now >= *end + clock_skew) {
        return diag::fail(message::token_expired, {});
    }
    if (begin && *begin > now + clock_skew) {
        return too_early("nbf");
    }
    if (issued && *issued > now + clock_skew) {
        return too_early("iat");
    }
    const base::Millis longest = settings.max_seconds * second;
    if (*end - now > longest + clock_skew || (issued && *end - *issued > longest)) {
        return diag::fail(message::token_too_long, {}, {std::to_string(settings.max_seconds)});
    }
    return {};
}

// RFC 8705 §3.1
Result<void> Claims::check_binding(std::string_view certificate_sha256) const {
    const NodeId node = find(find(Tree::root, "cnf"), "x5t#S256");
    const std::optional<std::string> bound =
        node == json::no_node || !tree_[node].is_string() ? std::nullopt : from_base64url(tree_.text(node));
    const bool is_bound =
        bound && !certificate_sha256.empty() && base::to_hex(std::string_view(*bound)) == certificate_sha256;
    return is_bound ? Result<void>() : diag::fail(message::token_binding_wrong, {});
}

Result<void> Claims::check(const PresentedToken& presented, const Settings& settings,
                           base::Millis now) const {
    TRY_VOID(check_parties(presented, settings));
    TRY_VOID(check_times(settings, now));
    TRY_VOID(check_binding(presented.certificate_sha256));
    TRY_VOID(needed_text("jti"));
    return {};
}

// ITI TF-2: 3.71.4.2.2.1.1 person_id, and our own claim for who reads in the person's place.
Result<void> Claims::read_person(policy::Role role, NodeId extensions, policy::User& user) const {
    TRY(const std::optional<std::string> person, text(find(extensions, "ihe_iua"), "person_id"));
    TRY(const std::optional<std::string> ground, text(find(extensions, "renkei"), "ground"));
    if (role != policy::Role::portal) {
        return person || ground
                   ? wrong(person ? "person_id" : "ground", "none: it is for peers of the role portal")
                   : Result<void>();
    }
    if (!person) {
        return wrong("person_id", "insurer:NNNNNN|NNNNNNNNNN");
    }
    user.person = *person;
    user.ground = ground.value_or("");
    return {};
}

// Our own claim. Blanks are no reason.
Result<std::string> Claims::emergency_reason(NodeId extensions) const {
    constexpr std::string_view name = "emergency_reason";
    TRY(const std::optional<std::string> out, text(find(extensions, "renkei"), name));
    return out && is_blank(*out) ? wrong(name, "\"…\" (1–255 bytes, not only blanks)")
                                 : Result<std::string>(out.value_or(""));
}

Result<VerifiedToken> Claims::verified(policy::Role role) const {
    const NodeId extensions = find(Tree::root, "extensions");
    const NodeId iua = find(extensions, "ihe_iua");
    VerifiedToken out;
    TRY_VOID(read_person(role, extensions, out.user));
    TRY(out.user.issuer, needed_text("iss"));
    TRY(out.user.subject, needed_text("sub"));
    TRY(const std::optional<std::string> name, text(iua, "subject_name"));
    TRY(const std::optional<std::string> organisation, text(iua, "subject_organization_id"));
    out.user.name = name.value_or("");
    out.user.organisation = organisation.value_or("");
    TRY(out.user.purposes, codes(iua, "purpose_of_use", is_word));
    TRY(out.user.emergency_reason, emergency_reason(extensions));
    TRY(out.roles, codes(iua, "subject_role", is_plain));
    return out;
}

} // namespace renkei::tokens
