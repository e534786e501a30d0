// What the handlers of requests work with. One for the program; everything in it is safe to use from many
// threads.
#pragma once

#include "gateway/forms/transfer/given_values.h"
#include "gateway/network/access/reader.h"
#include "gateway/network/documents/intake.h"
#include "gateway/network/server/openapi_texts.h"

#include <atomic>
#include <functional>
#include <memory>
#include <shared_mutex>

namespace renkei::sharing {
class Matrix;
class UserCodes;
} // namespace renkei::sharing
namespace renkei::documents {
struct Rendered;
struct StoredBody;
} // namespace renkei::documents
namespace renkei::http {
struct Request;
}

namespace renkei::server {

using diag::Result;
using policy::PeerList;
using store::Version;

// a setting of the store, raised with every change of the peers
inline constexpr std::string_view peers_generation = "peers.generation";

class ServerContext {
public:
    // `worker_wait`: how long a request waits for a worker.
    ServerContext(store::Store& store, std::shared_ptr<const documents::LoadedDefinitions> loaded,
                  documents::Limits limits, unsigned workers,
                  std::chrono::milliseconds worker_wait = std::chrono::milliseconds(2000));

    store::Store& store() { return *store_; }
    const base::Clock& clock() const { return store_->clock(); }
    const seal::Hash& search_key() const { return store_->search_key(); }
    documents::WorkerPool& workers() { return workers_; }
    // For a request; nothing: the gateway is busy (503).
    std::optional<documents::WorkerPool::Lease> lease_worker(const documents::WorkRequest& work) {
        return workers_.acquire(worker_wait_, work);
    }
    // Leases a worker only if one is needed; `server_busy`: there was none.
    diag::Result<documents::Rendered> render(const documents::LoadedDefinitions& loaded,
                                             documents::StoredBody kept, std::string peer);
    const documents::Intake& intake() const { return intake_; }
    OpenApiTexts& openapi_texts() { return openapi_texts_; }
    // For $convert; set before anything is served.
    void set_default_values(transfer::DefaultValues values) { default_values_ = std::move(values); }
    const transfer::DefaultValues& default_values() const { return default_values_; }

    // What the care hub shares; null: the operator has not switched it on.
    void set_hub(std::shared_ptr<const access::Hub> hub);
    std::shared_ptr<const access::Hub> hub() const;
    std::shared_ptr<const sharing::Matrix> sharing() const; // of the hub
    // What roles and purposes of access tokens mean. The hub's matrix has them; what is set here counts where
    // it is not switched on. Null: they could not be read.
    void set_user_codes(std::shared_ptr<const sharing::UserCodes> codes);
    std::shared_ptr<const sharing::UserCodes> user_codes() const;

    // Called when deliveries were stored; set before anything is served.
    void on_queued(std::function<void()> callback) { queued_ = std::move(callback); }

    // Called with deliveries that were stored as dead; set before anything is served.
    void on_dead(std::function<void(const std::vector<store::Delivery>&)> callback) {
        dead_ = std::move(callback);
    }

    std::shared_ptr<const PeerList> peers() const;
    // Reads the peers from the store if they changed.
    diag::Result<void> reload_peers();

private:
    store::Store* store_;
    documents::WorkerPool workers_;
    std::chrono::milliseconds worker_wait_;
    mutable std::shared_mutex mutex_;
    std::shared_ptr<const PeerList> peers_;
    std::string generation_;
    std::atomic<bool> loaded_ = false;
    OpenApiTexts openapi_texts_{};
    transfer::DefaultValues default_values_{};
    std::shared_ptr<const access::Hub> hub_{};
    std::shared_ptr<const sharing::UserCodes> user_codes_{};
    std::function<void()> queued_ = [] {};
    std::function<void(const std::vector<store::Delivery>&)> dead_ = [](const std::vector<store::Delivery>&) {
    };
    documents::Intake intake_;
};

// The person for whom a portal asks, as its token says; `portal_person_missing`,
// `portal_subject_wrong`, `portal_ground_unknown`.
diag::Result<access::Self> self_of(const ServerContext& gateway, const http::Request& request);

// Who reads by this request, which has a peer.
access::Reader reader_of(const ServerContext& gateway, const http::Request& request);

} // namespace renkei::server
