// How a peer loses its access to the gateway, and gets it back: the commands `peer revoke` and `peer remove`.
#pragma once

#include "gateway/app/online/command_line.h"
#include "gateway/app/online/command_setup.h"

#include <string>

namespace renkei::online {

enum class Revocation : bool { lift, set };
// Changes it and prints which deliveries that holds or makes due.
ExitCode revoke_peer(Installation& installation, const std::string& id, Revocation revocation,
                     Language language);
// Removes the entry of a peer that no stored row refers to, and prints that.
ExitCode remove_unused_peer(Installation& installation, const std::string& id, Language language);

} // namespace renkei::online
