// Changes to the list of peers: each is one transaction with its audit event, and tells the running gateway to read the list again.
#pragma once

#include "gateway/cli/site.h"

#include <functional>
#include <optional>

namespace renkei::cli {

// A change as it stands in the store. If it changes nothing, nothing was written.
struct PeerChange {
    std::optional<policy::Peer> before{}; // nothing: the peer is new
    policy::Peer after{};
    std::vector<policy::Peer> others{};
    bool is_change() const { return before != after; }
};

enum class Replace : bool { no, yes };
// The entry as it is to be; `before` is null if there is none. Asked inside the transaction, so nothing that others change is lost.
using MakePeer = std::function<diag::Result<policy::Peer>(const policy::Peer* before)>;
diag::Result<PeerChange> put_peer(Site& site, const std::string& id, Replace replace, const MakePeer& make);

// Reads the peer, lets it be changed, checks and writes it; what else is written stands with it in the transaction.
using ChangePeer = std::function<diag::Result<void>(policy::Peer&, store::Transaction&)>;
diag::Result<PeerChange> change_peer(Site& site, const std::string& id, std::string_view interaction, const ChangePeer& change);

// Its entry goes, if nothing that is kept names it: `peer_in_use`. What the audit tells of it stays.
diag::Result<void> remove_peer(Site& site, const std::string& id);

std::vector<policy::Binding>::const_iterator find_binding(const std::vector<policy::Binding>& bindings, const policy::Binding& wanted);
std::string as_options(const policy::Binding& binding); // "--key 0123…", for a command line

diag::Result<policy::Peer> find_peer(const store::Snapshot& snapshot, std::string_view id);
// A list of what is a peer's is empty for a name that no peer has, and nobody would notice: told as a warning. Empty: all peers are meant.
ExitCode warn_if_unknown(const store::Store& store, const std::string& peer, Language language);

} // namespace renkei::cli
