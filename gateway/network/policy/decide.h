// Who may do what with which document, and who is shown which version of it. All code that reads, delivers or
// reports a document calls these functions; the default is to deny. Only a search of documents
// (store/find.cpp) says may_read once more, in SQL; tests/store/find_policy_test.cpp holds both to the same
// answers. Pure functions over data. What the care hub shares is decided by network/sharing.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/policy/peer.h"

#include <map>
#include <optional>
#include <span>

namespace renkei::policy {

enum class AccessDecision : std::uint8_t {
    allowed,
    revoked,          // the peer's entry is revoked
    role_may_not,     // its role does not create this form
    not_the_sender,   // the document's sender is none of its numbers
    not_a_party,      // it neither sent the document nor is named as receiver
    type_not_allowed, // a media type without form that its entry does not allow
    not_known,        // no peer at all
};

// `creators`: names of the roles that create the form. `senders`: the document's; a peer that is no
// intermediary must be one of them, and every one that is named by a kind of number that it has itself.
// (Other names of a sender give no rights.)
AccessDecision may_create(const Peer& peer, std::span<const std::string> creators,
                          std::span<const Identifier> senders);
// `sender`: how the form itself names its sender, which makes the document's identity: a number of the
// peer's.
AccessDecision may_sign(const Peer& peer, const Identifier& sender);
AccessDecision may_attach(const Peer& peer, std::string_view media_type);

// What one version of a document says about who may see it.
struct Access {
    std::string submitter; // peer id
    std::vector<Identifier> senders;
    std::vector<Identifier> receivers;
    // peers who brought the same once more: they may read it, and no more
    std::vector<std::string> repeaters{};
    bool receivers_by_request = false; // the request named them, not the document
    std::string form{};                // of History alone; empty: none
};
// A document as it is now.
struct History {
    std::uint32_t newest = 0;                   // number of the newest version; 0: there is no such document
    std::uint32_t withdrawn = 0;                // of the last withdrawal; 0: none
    std::map<std::uint32_t, Access> versions{}; // by number: those that retention has left, with the newest
};

enum class VersionAccess : std::uint8_t {
    shown,
    gone,        // the peer was a party of it; it is withdrawn, or the newest version is for others
    not_a_party, // as if it were not there
};
// A version is shown to a party of it that is a party of the newest version, too. A withdrawal ends every
// version up to itself, whatever comes later: a later revision opens nothing but itself. Whom the newest
// version does not name learns of no version behind the last one that names it.
VersionAccess may_read(const Peer& peer, const History& history, std::uint32_t number);
// The same of the document, asked for without a number: of its newest version, but gone for a party of any.
VersionAccess may_read(const Peer& peer, const History& history);

// Whether a delivery may go to its peer, and why not.
enum class DeliveryAccess : std::uint8_t {
    goes,
    held,      // the peer's entry is revoked: it waits until that is lifted
    not_named, // the version does not name the peer as receiver
    closed,    // it does, and the care hub does not open it to the peer (network/access)
    withdrawn,
    left_out, // the newest version does not name the peer any more
};
// The one function that says it, of a delivery that brings this version: what queues, sends, lists or hands
// out deliveries asks it, most of it by access::DocumentRights::may_go(), which knows what is closed. What
// goes may be read by its receiver, too.
enum class Closed : bool { no, yes };
DeliveryAccess may_deliver(const Peer& peer, const History& history, std::uint32_t number,
                           Closed closed = Closed::no);

// Did the peer send or bring this version? What it brought stays its own, whether others may read it or not.
bool is_bringer(const Peer& peer, const Access& access);
// Only the sender of the newest version may withdraw the document; for a peer that is no party of it:
// not_a_party.
AccessDecision may_withdraw(const Peer& peer, const Access& newest);

std::string_view to_text(AccessDecision decision); // "role-may-not" …, for audit and metrics

// Arguments of the message of a refusal.
struct RefusalContext {
    std::span<const std::string> creators{}; // role_may_not
    // not_the_sender: whom the document that the caller brought names as such; nothing: it is about a
    // document of another
    std::optional<std::span<const Identifier>> senders{};
    std::string_view document{};   // not_a_party: as the caller named it
    std::string_view media_type{}; // type_not_allowed
    std::string_view key_sha256{}; // not_known: of the caller's certificate
};
// The finding for the caller; `allowed` has none. `peer` may be null only for not_known and not_a_party.
diag::Error access_error(AccessDecision decision, const Peer* peer, const RefusalContext& context = {});

} // namespace renkei::policy
