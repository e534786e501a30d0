// What the roles and purposes of access tokens mean, for a gateway whose care hub is not switched on: where
// it is, its matrix says it.
#pragma once

#include "gateway/network/policy/peer.h"
#include "gateway/network/sharing/user_codes.h"

#include <filesystem>
#include <memory>

namespace renkei::daemon {

// Of the mappings in use, as the forms; of the installed ones where those have no such tables, or
// `mappings` is empty.
diag::Result<std::shared_ptr<const sharing::UserCodes>>
load_user_codes(const std::filesystem::path& mappings);
// Whether they are needed: a peer has a token issuer.
bool has_token_issuer(const policy::PeerList& peers);

} // namespace renkei::daemon
