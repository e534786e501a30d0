#include "gateway/network/server/server_context.h"

#include "gateway/core/text/alternatives.h"
#include "gateway/network/access/hub.h"
#include "gateway/network/documents/fetch.h"
#include "gateway/network/documents/person_number.h"
#include "gateway/network/http/request.h"
#include "gateway/network/ledger/arrivals.h"
#include "generated/messages/portal.h"

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
          [this](const std::vector<store::Delivery>& dead) { dead_(dead); }, [this] { return hub(); },
          [this](store::Transaction& transaction, const documents::Arrival& arrival,
                 const policy::Caller& caller, diag::Report& report) {
              return hub() == nullptr && !arrival.must_be_asked
                         ? diag::Result<void>()
                         : ledger::note_arrival(transaction, arrival, caller, this->clock().now(), report);
          }) {}

diag::Result<documents::Rendered> ServerContext::render(const documents::LoadedDefinitions& loaded,
                                                        documents::StoredBody kept, std::string peer) {
    const documents::WorkRequest work{.peer = std::move(peer), .bytes = kept.bytes.size()};
    return documents::render(loaded, std::move(kept), [this, &work] { return lease_worker(work); });
}

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

void ServerContext::set_user_codes(std::shared_ptr<const sharing::UserCodes> codes) {
    const std::unique_lock lock(mutex_);
    user_codes_ = std::move(codes);
}

std::shared_ptr<const sharing::UserCodes> ServerContext::user_codes() const {
    const std::shared_lock lock(mutex_);
    return hub_ == nullptr ? user_codes_
                           : std::shared_ptr<const sharing::UserCodes>(hub_, &hub_->matrix.user_codes());
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

diag::Result<access::Self> self_of(const ServerContext& gateway, const http::Request& request) {
    const std::optional<policy::User>& user = request.caller.user;
    const std::optional<documents::PersonNumber> person =
        user ? documents::parse_person(user->person) : std::nullopt;
    if (!person) {
        return diag::fail(diag::message::portal_person_missing, {},
                          {request.caller.peer->id, std::string(documents::person_forms)});
    }
    if (user->subject.find(person->number.value) != std::string::npos) {
        return diag::fail(diag::message::portal_subject_wrong, {}, {request.caller.peer->id});
    }
    const std::optional<sharing::Agent> ground =
        user->ground.empty() ? sharing::Agent::person : sharing::find_word<sharing::Agent>(user->ground);
    if (!ground) {
        return diag::fail(diag::message::portal_ground_unknown, {},
                          {text::alternatives(sharing::words<sharing::Agent>)});
    }
    return access::Self{.person = documents::person_hash(gateway.search_key(), *person), .ground = *ground};
}

access::Reader reader_of(const ServerContext& gateway, const http::Request& request) {
    access::Reader out = access::reader_of(request.caller, gateway.hub(), gateway.clock().now());
    if (out.peer.role == policy::Role::portal) {
        const diag::Result<access::Self> self = self_of(gateway, request);
        out.self = self ? std::optional(*self) : std::nullopt;
    }
    return out;
}

} // namespace renkei::server
