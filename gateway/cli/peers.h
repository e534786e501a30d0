// Changes to the list of peers: each is one transaction with its audit event, and tells the running gateway to read the list again.
#pragma once

#include "gateway/cli/site.h"

#include <functional>

namespace renkei::cli {

enum class Replace : bool { no, yes };
diag::Result<void> put_peer(Site& site, const policy::Peer& peer, Replace replace);

// Reads the peer, lets it be changed, checks and writes it; what else is written stands with it in the transaction.
using ChangePeer = std::function<diag::Result<void>(policy::Peer&, store::Transaction&)>;
diag::Result<void> change_peer(Site& site, const std::string& id, std::string_view interaction, const ChangePeer& change);

diag::Result<policy::Peer> find_peer(const store::Snapshot& snapshot, std::string_view id);

} // namespace renkei::cli
