#include "gateway/network/policy/decide.h"

#include "generated/messages/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace renkei::policy {
namespace {

constexpr std::array<std::string_view, 7> decision_names{
    "allowed", "revoked", "role-may-not", "not-the-sender", "not-a-party", "type-not-allowed", "not-known"};
static_assert(decision_names.size() == static_cast<std::size_t>(AccessDecision::not_known) + 1);

bool is_among(const Peer& peer, std::span<const Identifier> named) {
    const std::vector<Identifier> own = identifiers_of(peer.numbers);
    return std::ranges::any_of(
        named, [&own](const Identifier& it) { return std::ranges::find(own, it) != own.end(); });
}

// Without this, a peer could name another sender beside itself, and readers would believe it. An organisation
// has numbers of several kinds, and its entry need not hold all of them: a number of a kind that the entry
// lacks cannot be recognised as another's.
bool is_every_sender(const Peer& peer, std::span<const Identifier> senders) {
    const std::vector<Identifier> own = identifiers_of(peer.numbers);
    return is_among(peer, senders) && std::ranges::all_of(senders, [&own](const Identifier& it) {
               return std::ranges::find(own, it) != own.end() ||
                      std::ranges::find(own, it.system, &Identifier::system) == own.end();
           });
}

bool is_sender(const Peer& peer, const Access& access) {
    return access.submitter == peer.id || is_among(peer, access.senders);
}

} // namespace

bool is_bringer(const Peer& peer, const Access& access) {
    const bool brought_it = std::ranges::find(access.repeaters, peer.id) != access.repeaters.end();
    return is_sender(peer, access) || brought_it;
}

namespace {

// May it see what names these parties?
bool is_party(const Peer& peer, const Access& access) {
    return is_bringer(peer, access) || is_among(peer, access.receivers);
}

bool is_receiver(const Peer& peer, const Access& access) { return is_among(peer, access.receivers); }

using Relation = bool (*)(const Peer&, const Access&);

bool has_relation(const Peer& peer, const History& history, std::uint32_t number, Relation relation) {
    const auto version = history.versions.find(number);
    return version != history.versions.end() && relation(peer, version->second);
}

bool creates(Role role, std::span<const std::string> creators) {
    return !creators.empty() &&
           (is_intermediary(role) || std::ranges::find(creators, to_text(role)) != creators.end());
}

std::string listed(std::span<const std::string> names) {
    return names.empty() ? "-" : fmt::format("{}", fmt::join(names, ", "));
}

std::string numbers_of(const Peer& peer) {
    std::vector<std::string> out;
    for (const Number& number : peer.numbers) {
        out.push_back(to_text(number));
    }
    return listed(out);
}

diag::Error not_the_sender(const Peer& peer, const RefusalContext& context) {
    if (!context.senders) {
        return diag::finding(message::sender_is_another, {}, {peer.id, numbers_of(peer)});
    }
    if (context.senders->empty()) {
        return diag::finding(message::sender_blank, {}, {peer.id, numbers_of(peer)});
    }
    return diag::finding(message::not_the_sender, {}, {peer.id, numbers_of(peer), listed(*context.senders)});
}

} // namespace

AccessDecision may_create(const Peer& peer, std::span<const std::string> creators,
                          std::span<const Identifier> senders) {
    if (peer.revoked) {
        return AccessDecision::revoked;
    }
    if (!creates(peer.role, creators)) {
        return AccessDecision::role_may_not;
    }
    return is_intermediary(peer.role) || is_every_sender(peer, senders) ? AccessDecision::allowed
                                                                        : AccessDecision::not_the_sender;
}

AccessDecision may_sign(const Peer& peer, const Identifier& sender) {
    if (peer.revoked) {
        return AccessDecision::revoked;
    }
    return is_intermediary(peer.role) || is_among(peer, std::span(&sender, 1))
               ? AccessDecision::allowed
               : AccessDecision::not_the_sender;
}

AccessDecision may_attach(const Peer& peer, std::string_view media_type) {
    if (peer.revoked) {
        return AccessDecision::revoked;
    }
    return std::ranges::find(peer.attachments, media_type) != peer.attachments.end()
               ? AccessDecision::allowed
               : AccessDecision::type_not_allowed;
}

VersionAccess may_read(const Peer& peer, const History& history, std::uint32_t number) {
    if (peer.revoked || !has_relation(peer, history, number, is_party)) {
        return VersionAccess::not_a_party;
    }
    return number > history.withdrawn && has_relation(peer, history, history.newest, is_party)
               ? VersionAccess::shown
               : VersionAccess::gone;
}

VersionAccess may_read(const Peer& peer, const History& history) {
    const VersionAccess newest = may_read(peer, history, history.newest);
    const bool is_of_others = newest == VersionAccess::not_a_party;
    const bool was_a_party = std::ranges::any_of(history.versions, [&](const auto& version) {
        return may_read(peer, history, version.first) != VersionAccess::not_a_party;
    });
    return is_of_others && was_a_party ? VersionAccess::gone : newest;
}

DeliveryAccess may_deliver(const Peer& peer, const History& history, std::uint32_t number, Closed closed) {
    if (!has_relation(peer, history, number, is_receiver)) {
        return DeliveryAccess::not_named;
    }
    if (peer.revoked) {
        return DeliveryAccess::held;
    }
    if (closed == Closed::yes) {
        return DeliveryAccess::closed;
    }
    if (number <= history.withdrawn) {
        return DeliveryAccess::withdrawn;
    }
    return has_relation(peer, history, history.newest, is_receiver) ? DeliveryAccess::goes
                                                                    : DeliveryAccess::left_out;
}

AccessDecision may_withdraw(const Peer& peer, const Access& newest) {
    if (peer.revoked) {
        return AccessDecision::revoked;
    }
    if (!is_party(peer, newest)) {
        return AccessDecision::not_a_party;
    }
    return is_sender(peer, newest) ? AccessDecision::allowed : AccessDecision::not_the_sender;
}

std::string_view to_text(AccessDecision decision) {
    return decision_names[static_cast<std::size_t>(decision)];
}

diag::Error access_error(AccessDecision decision, const Peer* peer, const RefusalContext& context) {
    assert(decision != AccessDecision::allowed);
    assert(peer != nullptr || decision == AccessDecision::not_known ||
           decision == AccessDecision::not_a_party);
    switch (decision) {
    case AccessDecision::allowed:
    case AccessDecision::not_known: break;
    case AccessDecision::revoked: return diag::finding(message::caller_revoked, {}, {peer->id});
    case AccessDecision::role_may_not:
        return diag::finding(message::role_may_not, {}, {to_text(peer->role), listed(context.creators)});
    case AccessDecision::not_the_sender: return not_the_sender(*peer, context);
    case AccessDecision::not_a_party: return diag::finding(message::not_a_party, {}, {context.document});
    case AccessDecision::type_not_allowed:
        return diag::finding(message::type_not_allowed, {},
                             {context.media_type, peer->id, listed(peer->attachments)});
    }
    return diag::finding(message::caller_not_known, {},
                         {context.key_sha256.empty() ? "-" : std::string(context.key_sha256)});
}

} // namespace renkei::policy
