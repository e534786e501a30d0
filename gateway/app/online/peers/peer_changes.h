// Changes of peers: their report, each field before and after, with notices about likely mistakes and about
// certificates that are not accepted, or that expire soon; how a peer loses its access, and gets it back.
#pragma once

#include "gateway/app/online/setup/command_line.h"
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/app/online/setup/peers.h"
#include "gateway/core/base/clock.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/tls/trust.h"

#include <span>
#include <string>

namespace renkei::online {

std::string numbers_of(const policy::Peer& peer);

// "name: old → new", one per line; or that nothing changed; or that a new peer was added.
std::string changes_text(const PeerChange& change, Language language);

// The notices warn of a peer that cannot call, of a delivery address to which nothing is delivered, of a
// number that another peer has, and of a wrong check digit.
Notices notices_about(const PeerChange& change, Language language);
// A syntax that no form has, so no document can be converted for the peer.
Notices notice_of_syntax(const policy::Peer& peer, const catalogue::Catalogue& catalogue, Language language);
// Numbers whose check digit is wrong: they were mistyped, or were never assigned.
Notices notices_of_check_digits(const policy::Peer& peer, Language language);
Notices notice_of_no_binding(const policy::Peer& peer, Language language);
// A peer whose entry this version cannot read, and which member it does not know.
Notices notice_of_unread(const policy::Peer& peer, Language language);

enum class Revocation : bool { lift, set };
// Changes it and prints which deliveries that holds or makes due.
ExitResult revoke_peer(Installation& installation, const std::string& id, Revocation revocation,
                       Language language);
// Removes the entry of a peer that no stored row refers to, and prints that.
ExitResult remove_unused_peer(Installation& installation, const std::string& id, Language language);

// About files that are being entered: those that are not accepted now, and why; those that expire soon.
Notices notices_of_files(std::span<const std::string> files, const tls::TrustSettings& trust,
                         base::Millis now, Language language);
// About the entered peers: whose certificates have expired or expire soon, or are not accepted now, and why.
Notices notices_of_peers(std::span<const policy::Peer> peers, const tls::TrustSettings& trust,
                         base::Millis now, Language language);

} // namespace renkei::online
