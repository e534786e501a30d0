// What is told of a change to a peer: field by field what was and what is, and what may not be meant so.
#pragma once

#include "gateway/cli/peers.h"
#include "gateway/mapping/catalogue.h"

#include <string>

namespace renkei::cli {

std::string numbers_of(const policy::Peer& peer);

// Lines in the manner of findings, and whether one of them is a warning.
struct Hints {
    std::string lines{};
    bool is_warning = false;
    void add(const Hints& more) {
        lines += more.lines;
        is_warning = is_warning || more.is_warning;
    }
};
Hints hint(diag::Severity severity, Language language, std::string_view text);

// "name: old → new", one a line; or that nothing changed. Nothing for a new peer.
std::string changes_told(const PeerChange& change, Language language);

// A peer that can neither call nor be delivered to, a number that another peer has.
Hints hints_about(const PeerChange& change, Language language);
// A syntax that no form has, in which nothing can be given to the peer.
Hints hint_of_syntax(const policy::Peer& peer, const mapping::Catalogue& catalogue, Language language);
Hints hint_of_no_binding(const policy::Peer& peer, Language language);

} // namespace renkei::cli
