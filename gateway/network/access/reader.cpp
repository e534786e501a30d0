#include "gateway/network/access/reader.h"

#include "gateway/network/access/hub.h"
#include "gateway/network/policy/caller.h"

#include <utility>

namespace renkei::access {
namespace {

// Where the operator has not switched emergencies on, one fits no reader.
std::optional<sharing::Purpose> purpose_of(const policy::User& user, const Hub& hub) {
    const std::optional<sharing::Purpose> out = hub.matrix.user_codes().purpose_of(user.purposes);
    return out == sharing::Purpose::emergency && !hub.emergency ? sharing::Purpose::unknown : out;
}

} // namespace

Reader reader_of(const policy::Peer& peer, const policy::User* user, std::shared_ptr<const Hub> hub,
                 base::Millis at) {
    Reader out = receiver_of(peer, std::move(hub), at);
    if (user != nullptr) {
        out.job = user->job;
        out.purpose = out.hub == nullptr ? std::nullopt : purpose_of(*user, *out.hub);
        out.has_emergency_reason = !user->emergency_reason.empty();
    } else if (!peer.token_issuer.empty()) {
        out.job = {};
    }
    return out;
}

Reader reader_of(const policy::Caller& caller, std::shared_ptr<const Hub> hub, base::Millis at) {
    Reader out = reader_of(*caller.peer, caller.user ? &*caller.user : nullptr, std::move(hub), at);
    out.ground = caller.ground.get();
    return out;
}

Reader receiver_of(const policy::Peer& peer, std::shared_ptr<const Hub> hub, base::Millis at) {
    return {.peer = peer, .hub = std::move(hub), .at = at, .job = peer.job};
}

} // namespace renkei::access
