#include "gateway/app/online/peers/peer_changes.h"

#include "gateway/app/online/setup/notices.h"
#include "gateway/forms/service/fhir_text.h"
#include "gateway/network/policy/check_digit.h"
#include "gateway/network/tokens/key_set.h"
#include "generated/messages/policy.h"
#include "generated/texts/online.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace renkei::online {
namespace {

using diag::Severity;
using policy::Peer;

// By the names of the options that enter it.
std::string binding_text(const policy::CertificateBinding& binding, Language language) {
    const std::string until = binding.until.empty() ? "" : formatted(until_text, language, binding.until);
    if (!binding.key_sha256.empty()) {
        return "key " + binding.key_sha256 + until;
    }
    return fmt::format("issuer {}{}{}{}{}{}", binding.issuer, binding.subject.empty() ? "" : " subject ",
                       binding.subject, binding.name.empty() ? "" : " san ", binding.name, until);
}

std::string bindings_of(const Peer& peer, Language language) {
    std::vector<std::string> out;
    std::ranges::transform(
        peer.bindings, std::back_inserter(out),
        [&](const policy::CertificateBinding& each) { return binding_text(each, language); });
    return fmt::format("{}", fmt::join(out, ", "));
}

// By their ids; a set without an id is shown as its number of keys.
std::string token_keys_of(const Peer& peer) {
    const diag::Result<tokens::KeySet> keys =
        peer.token_keys.empty() ? tokens::KeySet() : tokens::KeySet::read(peer.token_keys);
    std::vector<std::string> out;
    if (keys) {
        std::ranges::transform(keys->keys(), std::back_inserter(out), [](const tokens::Key& key) {
            return key.id.empty() ? std::string("(no kid)") : key.id;
        });
    }
    return fmt::format("{}", fmt::join(out, " "));
}

// In the order of `renkei peer show`, by its names.
struct PeerField {
    std::string_view name;
    std::string_view japanese;
    std::string (*text)(const Peer& peer, Language language);
};
constexpr PeerField peer_fields[] = {
    {"name", "名称", [](const Peer& peer, Language) { return peer.name; }},
    {"role", "役割", [](const Peer& peer, Language language) { return label(peer.role, language); }},
    {"numbers", "番号", [](const Peer& peer, Language) { return numbers_of(peer); }},
    {"bindings", "証明書", bindings_of},
    {"delivery_method", "届け方",
     [](const Peer& peer, Language language) { return label(peer.delivery_method, language); }},
    {"address", "届け先", [](const Peer& peer, Language) { return peer.address; }},
    {"syntax", "形式", [](const Peer& peer, Language) { return peer.syntax; }},
    {"edition", "版", [](const Peer& peer, Language) { return peer.edition; }},
    {"characters", "文字集合",
     [](const Peer& peer, Language) { return std::string(text::to_text(peer.characters.repertoire)); }},
    {"gaiji", "外字",
     [](const Peer& peer, Language) {
         return std::string(peer.characters.gaiji == text::Gaiji::as_geta ? text::geta_name : "");
     }},
    {"attachments", "様式以外のメディアタイプ",
     [](const Peer& peer, Language) { return fmt::format("{}", fmt::join(peer.attachments, " ")); }},
    {"job", "利用者の職種", [](const Peer& peer, Language) { return peer.job; }},
    {"token_issuer", "トークンの発行者", [](const Peer& peer, Language) { return peer.token_issuer; }},
    {"token_keys", "トークンの鍵", [](const Peer& peer, Language) { return token_keys_of(peer); }},
    {"revoked", "利用停止",
     [](const Peer& peer, Language) { return std::string(peer.revoked ? "true" : "false"); }},
};

std::string_view or_dash(const std::string& text) { return text.empty() ? std::string_view("-") : text; }

// Warns of a peer with deliveries but no number. Only peers that forward for others can be entered without
// one, and a peer without deliveries only submits documents.
Notices notice_of_no_number(const Peer& peer, Language language) {
    const bool is_reached = !peer.numbers.empty() || peer.delivery_method == policy::DeliveryMethod::none;
    return is_reached ? Notices()
                      : notice(Severity::warning, no_number, language, peer.id,
                               policy::to_text(peer.delivery_method));
}

} // namespace

std::string numbers_of(const Peer& peer) {
    std::vector<std::string> out;
    std::ranges::transform(peer.numbers, std::back_inserter(out),
                           [](const policy::Number& number) { return policy::to_text(number); });
    return fmt::format("{}", fmt::join(out, " "));
}

std::string changes_text(const PeerChange& change, Language language) {
    if (!change.before) {
        return diag::sentence(diag::message::peer_entered, std::span(&change.after.id, 1), language) + "\n";
    }
    std::string out;
    for (const PeerField& field : peer_fields) {
        const std::string before = field.text(*change.before, language);
        const std::string after = field.text(change.after, language);
        if (before != after) {
            out += fmt::format("{}: {} → {}\n", label(field.japanese, field.name, language), or_dash(before),
                               or_dash(after));
        }
    }
    return out.empty() ? formatted(unchanged_text, language, change.after.id) : out;
}

Notices notice_of_syntax(const Peer& peer, const catalogue::Catalogue& catalogue, Language language) {
    std::set<std::string_view> known{"fhir", "fhir-xml"};
    for (const mapping::Plan& plan : catalogue.plans()) {
        for (const form::Syntax& syntax : plan.form().syntaxes()) {
            known.insert(plan.form().text(syntax.id));
        }
    }
    const bool is_known =
        peer.syntax.empty() || service::fhir_syntax(peer.syntax) || known.contains(peer.syntax);
    return is_known ? Notices()
                    : notice(Severity::warning, syntax_unknown, language, peer.id, peer.syntax,
                             fmt::join(known, ", "));
}

Notices notice_of_no_binding(const Peer& peer, Language language) {
    if (!peer.bindings.empty() || peer.delivery_method == policy::DeliveryMethod::folder) {
        return {};
    }
    const bool is_delivered_to = peer.delivery_method == policy::DeliveryMethod::gateway ||
                                 peer.delivery_method == policy::DeliveryMethod::mhd ||
                                 peer.delivery_method == policy::DeliveryMethod::https;
    const Text& text = is_delivered_to ? only_delivered_to : no_way_in;
    return notice(is_delivered_to ? Severity::information : Severity::warning, text, language, peer.id);
}

Notices notice_of_unread(const Peer& peer, Language language) {
    if (peer.unreadable.empty()) {
        return {};
    }
    Notices out = notice(diag::finding(diag::message::peer_unread, {}, {peer.id}), language);
    out.add(notice(diag::finding(*peer.unreadable.why, {}, peer.unreadable.args), language));
    return out;
}

Notices notices_of_check_digits(const Peer& peer, Language language) {
    Notices out;
    for (const policy::Number& number : peer.numbers) {
        if (!policy::has_valid_check_digit(number)) {
            out.add(notice(Severity::warning, check_digit_wrong, language, peer.id, policy::to_text(number)));
        }
    }
    return out;
}

Notices notices_about(const PeerChange& change, Language language) {
    Notices out = notice_of_no_binding(change.after, language);
    out.add(notice_of_no_number(change.after, language));
    out.add(notices_of_check_digits(change.after, language));
    for (const Peer& other : change.others) {
        // a peer that forwards for an organisation has that organisation's number, too
        const bool is_usual =
            policy::is_intermediary(change.after.role) || policy::is_intermediary(other.role);
        for (const policy::Number& number : change.after.numbers) {
            if (std::ranges::find(other.numbers, number) != other.numbers.end()) {
                out.add(notice(
                    is_usual ? Severity::information : Severity::warning, language,
                    formatted(number_shared, language, change.after.id, other.id, policy::to_text(number))));
            }
        }
    }
    return out;
}

} // namespace renkei::online
