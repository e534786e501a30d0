// Changes to the list of peers: each is one transaction with its audit event, after which the running gateway
// reads the list again.
#pragma once

#include "gateway/app/online/setup/command_setup.h"

#include <functional>
#include <optional>

namespace renkei::online {

// A change as it was stored. If before and after are equal, nothing was written.
struct PeerChange {
    std::optional<policy::Peer> before{}; // none: the peer is new
    policy::Peer after{};
    std::vector<policy::Peer> others{};
    bool is_change() const { return before != after; }
};

enum class Replace : bool { no, yes };
// The entry as it is to be; `before` is null if there is none. Asked inside the transaction, so nothing that
// others change is lost.
using MakePeer = std::function<diag::Result<policy::Peer>(const policy::Peer* before)>;
diag::Result<PeerChange> put_peer(Installation& installation, const std::string& id, Replace replace,
                                  const MakePeer& make);

// Reads the peer, calls `change`, checks and writes it; other writes of `change` share its transaction.
using ChangePeer = std::function<diag::Result<void>(policy::Peer&, store::Transaction&)>;
diag::Result<PeerChange> change_peer(Installation& installation, const std::string& id,
                                     std::string_view interaction, const ChangePeer& change);

// Removes its entry, unless a stored row refers to it: `peer_in_use`. Its audit events stay.
diag::Result<void> remove_peer(Installation& installation, const std::string& id);

std::vector<policy::CertificateBinding>::const_iterator
find_binding(const std::vector<policy::CertificateBinding>& bindings,
             const policy::CertificateBinding& wanted);
std::string as_options(const policy::CertificateBinding& binding); // "--key 0123…", for a command line

diag::Result<std::vector<policy::Peer>> all_peers(const store::Store& store);
diag::Result<policy::Peer> find_peer(const store::Store& store, std::string_view id);
diag::Result<policy::Peer> find_peer(const store::Snapshot& snapshot, std::string_view id);
// The peer with this number; nothing: none has it.
diag::Result<std::optional<policy::Peer>> find_office(const store::Store& store,
                                                      const policy::Number& number);
// A list that is filtered by an unknown peer is empty, which would go unnoticed: prints a warning. `peer`
// empty: all peers.
ExitCode warn_if_unknown(const store::Store& store, const std::string& peer, Language language);

} // namespace renkei::online
