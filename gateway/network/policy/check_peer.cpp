#include "gateway/network/policy/peer.h"
#include "gateway/network/policy/peer_error.h"
#include "generated/messages/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace renkei::policy {
namespace {

using Checked = diag::Result<void>;

constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";

// One or more characters of the two sets and of `also`.
bool is_made_of(std::string_view text, std::string_view one, std::string_view other, std::string_view also) {
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
        return one.find(c) != std::string_view::npos || other.find(c) != std::string_view::npos ||
               also.find(c) != std::string_view::npos;
    });
}

bool has_control_or_blank(std::string_view text) {
    return std::ranges::any_of(text,
                               [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
}

Checked check_read(const Peer& peer) {
    return peer.unreadable.empty() ? Checked() : diag::fail(diag::message::peer_unread, {}, {peer.id});
}

Checked check_id(const Peer& peer) {
    constexpr std::size_t longest = 64;
    if (peer.id.size() > longest || !is_made_of(peer.id, letters, digits, "-")) {
        return peer_error(peer.id, "id", peer.id, "[a-z0-9-]{1,64}");
    }
    return {};
}

Checked check_numbers(const Peer& peer) {
    if (peer.role == Role::portal) { // a number could make it a party of documents
        return peer.numbers.empty()
                   ? Checked()
                   : peer_error(peer.id, "numbers", to_text(peer.numbers.front()), "- (role: portal)");
    }
    if (peer.numbers.empty() && !is_intermediary(peer.role)) {
        return peer_error(peer.id, "numbers", "", number_forms());
    }
    for (std::size_t i = 0; i < peer.numbers.size(); ++i) {
        const Number& number = peer.numbers[i];
        const auto before = std::span(peer.numbers).first(i);
        if (!is_whole(number)) {
            return peer_error(peer.id, fmt::format("numbers[{}]", i), to_text(number), number_forms());
        }
        if (std::ranges::find(before, number) != before.end()) {
            return peer_error(
                peer.id, fmt::format("numbers[{}]", i), to_text(number),
                fmt::format("≠ numbers[{}]", std::ranges::find(before, number) - before.begin()));
        }
    }
    return {};
}

bool is_sha256(std::string_view text) { return text.size() == 64 && is_made_of(text, digits, "abcdef", ""); }

bool is_certificate_name(std::string_view text) {
    return (text.starts_with("DNS:") || text.starts_with("URI:")) && text.size() > 4 &&
           !has_control_or_blank(text);
}

bool is_day(std::string_view text) {
    constexpr std::string_view shape = "0000-00-00";
    return text.size() == shape.size() && std::ranges::equal(text, shape, [](char c, char wanted) {
               return wanted == '-' ? c == '-' : digits.find(c) != std::string_view::npos;
           });
}

Checked check_binding(const Peer& peer, const CertificateBinding& binding, const std::string& place) {
    if (!binding.until.empty() && !is_day(binding.until)) {
        return peer_error(peer.id, place + ".until", binding.until, "YYYY-MM-DD");
    }
    const bool by_name = !binding.issuer.empty() || !binding.subject.empty() || !binding.name.empty();
    if (!by_name) {
        return is_sha256(binding.key_sha256)
                   ? Checked()
                   : peer_error(peer.id, place + ".key_sha256", binding.key_sha256, "[0-9a-f]{64}");
    }
    if (!binding.key_sha256.empty()) {
        return peer_error(peer.id, place, "key_sha256 + issuer, subject, name",
                          "key_sha256 | issuer + subject | issuer + name");
    }
    if (binding.issuer.empty() || (binding.subject.empty() && binding.name.empty())) {
        return peer_error(peer.id, place, binding.issuer.empty() ? "subject, name" : "issuer",
                          "issuer + subject | issuer + name");
    }
    if (!binding.name.empty() && !is_certificate_name(binding.name)) {
        return peer_error(peer.id, place + ".name", binding.name, "DNS:… | URI:…");
    }
    return {};
}

Checked check_bindings(const Peer& peer) {
    for (std::size_t i = 0; i < peer.bindings.size(); ++i) {
        TRY_VOID(check_binding(peer, peer.bindings[i], fmt::format("bindings[{}]", i)));
    }
    return {};
}

// No user and password, which would stand in logs; no fragment, which is not sent.
bool is_https(std::string_view text) {
    constexpr std::string_view scheme = "https://";
    if (!text.starts_with(scheme) || has_control_or_blank(text) || text.find('#') != std::string_view::npos) {
        return false;
    }
    const std::string_view host =
        text.substr(scheme.size(), text.find_first_of("/?", scheme.size()) - scheme.size());
    return !host.empty() && host.front() != ':' && host.find('@') == std::string_view::npos;
}

bool is_folder(std::string_view text) {
    const std::filesystem::path path(text);
    return text.starts_with('/') && text.find('\0') == std::string_view::npos &&
           std::ranges::find(path, "..") == path.end();
}

Checked check_address(const Peer& peer) {
    switch (peer.delivery_method) {
    case DeliveryMethod::none:
    case DeliveryMethod::mailbox: return {};
    case DeliveryMethod::gateway:
    case DeliveryMethod::mhd:
    case DeliveryMethod::https:
        return is_https(peer.address) ? Checked()
                                      : peer_error(peer.id, "address", peer.address, "https://HOST…");
    case DeliveryMethod::folder:
        return is_folder(peer.address) ? Checked() : peer_error(peer.id, "address", peer.address, "/FOLDER…");
    }
    return {};
}

Checked check_syntax(const Peer& peer) {
    if (!peer.syntax.empty() && !is_made_of(peer.syntax, letters, digits, "-_")) {
        return peer_error(peer.id, "syntax", peer.syntax, "[a-z0-9_-]+");
    }
    return {};
}

// Which editions there are, the mappings say.
Checked check_edition(const Peer& peer) {
    const std::size_t blank = peer.edition.find(' ');
    const bool is_named = blank != std::string::npos &&
                          is_made_of(peer.edition.substr(0, blank), letters, digits, "-_") &&
                          is_made_of(peer.edition.substr(blank + 1), letters, digits, ".-");
    return peer.edition.empty() || is_named ? Checked()
                                            : peer_error(peer.id, "edition", peer.edition, "FAMILY VERSION");
}

// RFC 6838 4.2, in lower case and without parameters, as what is compared with it
bool is_media_type(std::string_view text) {
    constexpr std::string_view also = "!#$&-^_.+";
    const std::size_t slash = text.find('/');
    return slash != std::string_view::npos && is_made_of(text.substr(0, slash), letters, digits, also) &&
           is_made_of(text.substr(slash + 1), letters, digits, also);
}

Checked check_attachments(const Peer& peer) {
    for (std::size_t i = 0; i < peer.attachments.size(); ++i) {
        if (!is_media_type(peer.attachments[i])) {
            return peer_error(peer.id, fmt::format("attachments[{}]", i), peer.attachments[i],
                              "application/pdf …");
        }
    }
    return {};
}

Checked check_job(const Peer& peer) {
    return peer.job.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos
               ? Checked()
               : peer_error(peer.id, "job", peer.job, "[a-z_]+");
}

// RFC 8414 §2: a URL with https and without query and fragment. It and its keys make sense together only.
Checked check_tokens(const Peer& peer) {
    const bool has_issuer = !peer.token_issuer.empty();
    if (has_issuer && (!is_https(peer.token_issuer) || peer.token_issuer.find('?') != std::string::npos)) {
        return peer_error(peer.id, "token_issuer", peer.token_issuer, "https://HOST[/PATH]");
    }
    if (has_issuer != !peer.token_keys.empty()) {
        return has_issuer ? peer_error(peer.id, "token_keys", "", "{\"keys\": [...]}")
                          : peer_error(peer.id, "token_issuer", "", "https://HOST[/PATH]");
    }
    return {};
}

// It asks for the persons whom its tokens name, and is given nothing else.
Checked check_portal(const Peer& peer) {
    if (peer.role != Role::portal) {
        return {};
    }
    if (peer.delivery_method != DeliveryMethod::none) {
        return peer_error(peer.id, "delivery_method", to_text(peer.delivery_method),
                          to_text(DeliveryMethod::none));
    }
    return peer.token_issuer.empty()
               ? peer_error(peer.id, "token_issuer", "", "https://HOST[/PATH] (role: portal)")
               : Checked();
}

} // namespace

diag::Result<void> check(const Peer& peer) {
    for (const auto check_one :
         {check_read, check_id, check_numbers, check_bindings, check_address, check_syntax, check_edition,
          check_attachments, check_job, check_tokens, check_portal}) {
        TRY_VOID(check_one(peer));
    }
    return {};
}

} // namespace renkei::policy
