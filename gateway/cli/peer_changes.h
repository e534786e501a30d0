// What is told of a change to a peer: field by field what was and what is, and what may not be meant so.
#pragma once

#include "gateway/cli/hints.h"
#include "gateway/cli/peers.h"
#include "gateway/mapping/catalogue.h"

#include <string>

namespace renkei::cli {

std::string numbers_of(const policy::Peer& peer);

// "name: old → new", one a line; or that nothing changed; that a new peer is entered.
std::string changes_told(const PeerChange& change, Language language);

// A peer that cannot call, or that nothing is delivered to though a way says so; a number that another peer has, or whose check digit is wrong.
Hints hints_about(const PeerChange& change, Language language);
// A syntax that no form has, in which nothing can be given to the peer.
Hints hint_of_syntax(const policy::Peer& peer, const mapping::Catalogue& catalogue, Language language);
// Numbers whose check digit is wrong: they were mistyped, or were never assigned.
Hints hints_of_check_digits(const policy::Peer& peer, Language language);
Hints hint_of_no_binding(const policy::Peer& peer, Language language);
// A peer whose entry this program cannot read, and what it does not understand there.
Hints hint_of_unread(const policy::Peer& peer, Language language);

} // namespace renkei::cli
