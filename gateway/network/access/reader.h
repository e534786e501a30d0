// Who reads, and by which rules.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/policy/ground.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/sharing/matrix.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::access {

// What the care hub shares, where the operator has switched it on. One for the program.
struct Hub {
    sharing::Matrix matrix{};
};

struct Reader {
    const policy::Peer& peer;
    std::shared_ptr<const Hub> hub{}; // null: direct exchange alone
    base::Millis at = 0;              // only asked with a hub, as all that follows
    std::string_view job{};   // of the user, as mappings/access names it; empty: not stated
    std::optional<sharing::Purpose> purpose{};
    policy::Ground* ground = nullptr; // null: not wanted
};

} // namespace renkei::access
