#include "gateway/policy/decide.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace renkei::policy {
namespace {

using diag::Message;

constexpr std::array<std::string_view, 7> verdicts{"allowed",     "revoked",          "role-may-not", "not-the-sender",
                                                   "not-a-party", "type-not-allowed", "not-known"};
static_assert(verdicts.size() == static_cast<std::size_t>(Verdict::not_known) + 1);

bool is_among(const Peer& peer, std::span<const Identifier> named) {
    const std::vector<Identifier> own = identifiers_of(peer.numbers);
    return std::ranges::any_of(named, [&own](const Identifier& it) { return std::ranges::find(own, it) != own.end(); });
}

// Else a peer could write in the name of two, and let the other's readers believe that. An organisation has numbers of several kinds, and
// its entry need not hold all of them: of a kind that it does not hold, no number can be told to be another's.
bool is_every_sender(const Peer& peer, std::span<const Identifier> senders) {
    const std::vector<Identifier> own = identifiers_of(peer.numbers);
    return is_among(peer, senders) && std::ranges::all_of(senders, [&own](const Identifier& it) {
        return std::ranges::find(own, it) != own.end() || std::ranges::find(own, it.system, &Identifier::system) == own.end();
    });
}

bool is_sender(const Peer& peer, const Access& access) { return access.submitter == peer.id || is_among(peer, access.senders); }

bool creates(Role role, std::span<const std::string> creators) {
    return !creators.empty() && (passes_on(role) || std::ranges::find(creators, to_text(role)) != creators.end());
}

std::string listed(std::span<const std::string> names) { return names.empty() ? "-" : fmt::format("{}", fmt::join(names, ", ")); }

std::string numbers_of(const Peer& peer) {
    std::vector<std::string> out;
    for (const Number& number : peer.numbers) {
        out.push_back(to_text(number));
    }
    return listed(out);
}

diag::Error not_the_sender(const Peer& peer, const Asked& asked) {
    if (!asked.senders) {
        return diag::finding(Message::sender_is_another, {}, {peer.id, numbers_of(peer)});
    }
    if (asked.senders->empty()) {
        return diag::finding(Message::sender_blank, {}, {peer.id, numbers_of(peer)});
    }
    return diag::finding(Message::not_the_sender, {}, {peer.id, numbers_of(peer), listed(*asked.senders)});
}

} // namespace

Verdict may_create(const Peer& peer, std::span<const std::string> creators, std::span<const Identifier> senders) {
    if (peer.revoked) {
        return Verdict::revoked;
    }
    if (!creates(peer.role, creators)) {
        return Verdict::role_may_not;
    }
    return passes_on(peer.role) || is_every_sender(peer, senders) ? Verdict::allowed : Verdict::not_the_sender;
}

Verdict may_sign(const Peer& peer, const Identifier& sender) {
    if (peer.revoked) {
        return Verdict::revoked;
    }
    return passes_on(peer.role) || is_among(peer, std::span(&sender, 1)) ? Verdict::allowed : Verdict::not_the_sender;
}

Verdict may_attach(const Peer& peer, std::string_view media_type) {
    if (peer.revoked) {
        return Verdict::revoked;
    }
    return std::ranges::find(peer.attachments, media_type) != peer.attachments.end() ? Verdict::allowed : Verdict::type_not_allowed;
}

Verdict may_read(const Peer& peer, const Access& access) {
    if (peer.revoked) {
        return Verdict::revoked;
    }
    const bool brought_it = std::ranges::find(access.repeaters, peer.id) != access.repeaters.end();
    return is_sender(peer, access) || brought_it || is_among(peer, access.receivers) ? Verdict::allowed : Verdict::not_a_party;
}

Verdict may_deliver(const Peer& peer, const Access& access) {
    if (!is_among(peer, access.receivers)) {
        return Verdict::not_a_party;
    }
    return peer.revoked ? Verdict::revoked : Verdict::allowed;
}

Verdict may_withdraw(const Peer& peer, const Access& access) {
    const Verdict seen = may_read(peer, access);
    return seen != Verdict::allowed || is_sender(peer, access) ? seen : Verdict::not_the_sender;
}

std::string_view to_text(Verdict verdict) { return verdicts[static_cast<std::size_t>(verdict)]; }

diag::Error refusal(Verdict verdict, const Peer* peer, const Asked& asked) {
    assert(verdict != Verdict::allowed);
    assert(peer != nullptr || verdict == Verdict::not_known || verdict == Verdict::not_a_party);
    switch (verdict) {
    case Verdict::allowed:
    case Verdict::not_known: break;
    case Verdict::revoked: return diag::finding(Message::caller_revoked, {}, {peer->id});
    case Verdict::role_may_not: return diag::finding(Message::role_may_not, {}, {std::string(to_text(peer->role)), listed(asked.creators)});
    case Verdict::not_the_sender: return not_the_sender(*peer, asked);
    case Verdict::not_a_party: return diag::finding(Message::not_a_party, {}, {std::string(asked.document)});
    case Verdict::type_not_allowed:
        return diag::finding(Message::type_not_allowed, {}, {std::string(asked.media_type), peer->id, listed(peer->attachments)});
    }
    return diag::finding(Message::caller_not_known, {}, {asked.key_sha256.empty() ? "-" : std::string(asked.key_sha256)});
}

} // namespace renkei::policy
