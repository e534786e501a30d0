#include "gateway/network/server/server_context.h"

#include <algorithm>
#include <mutex>

namespace renkei::server {

ServerContext::ServerContext(store::Store& store, std::shared_ptr<const documents::LoadedDefinitions> loaded,
                             documents::Limits limits, unsigned workers,
                             std::chrono::milliseconds worker_wait)
    : store_(&store),
      workers_(std::move(loaded), workers),
      worker_wait_(worker_wait),
      peers_(std::make_shared<const PeerList>()),
      intake_(
          store, [this] { return peers(); }, limits, [this] { queued_(); },
          [this](const std::vector<store::Delivery>& dead) { dead_(dead); }) {}

std::shared_ptr<const PeerList> ServerContext::peers() const {
    const std::shared_lock lock(mutex_);
    return peers_;
}

void ServerContext::set_hub(std::shared_ptr<const access::Hub> hub) {
    const std::unique_lock lock(mutex_);
    hub_ = std::move(hub);
}

std::shared_ptr<const access::Hub> ServerContext::hub() const {
    const std::shared_lock lock(mutex_);
    return hub_;
}

std::shared_ptr<const sharing::Matrix> ServerContext::sharing() const {
    const std::shared_ptr<const access::Hub> rules = hub();
    return rules == nullptr ? nullptr : std::shared_ptr<const sharing::Matrix>(rules, &rules->matrix);
}

diag::Result<void> ServerContext::reload_peers() {
    std::string known;
    {
        const std::shared_lock lock(mutex_);
        known = generation_;
    }
    std::string generation;
    std::shared_ptr<const PeerList> fresh;
    const auto read = [&](const store::Snapshot& snapshot) -> diag::Result<void> {
        TRY(generation, snapshot.setting(peers_generation));
        if (generation != known || !loaded_) {
            TRY(PeerList list, snapshot.peers());
            fresh = std::make_shared<const PeerList>(std::move(list));
        }
        return {};
    };
    TRY_VOID(store_->read(read));
    if (fresh) {
        const std::unique_lock lock(mutex_);
        peers_ = std::move(fresh);
        generation_ = std::move(generation);
        loaded_ = true;
    }
    return {};
}

access::Reader reader_of(const ServerContext& gateway, const http::Request& request) {
    const std::optional<policy::User>& user = request.caller.user;
    access::Reader out{.peer = *request.caller.peer,
                       .hub = gateway.hub(),
                       .at = gateway.clock().now(),
                       .job = request.caller.peer->token_issuer.empty() ? request.caller.peer->job
                                                                        : std::string_view(),
                       .ground = request.caller.ground.get()};
    if (user) {
        out.job = user->job;
        out.purpose = out.hub == nullptr ? std::nullopt
                                         : out.hub->matrix.user_codes().purpose_of(user->purposes);
    }
    return out;
}

} // namespace renkei::server
