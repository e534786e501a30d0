// The report of a change to a peer: each field before and after, and notices about likely mistakes.
#pragma once

#include "gateway/app/online/notices.h"
#include "gateway/app/online/peers.h"
#include "gateway/forms/catalogue/catalogue.h"

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

} // namespace renkei::online
