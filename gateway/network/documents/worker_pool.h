// Workers: what one thread needs to process documents (converter, validator, parsers). A WorkerPool leases
// them; there are as many as threads that may work at once, however many connections wait.
#pragma once

#include "gateway/fhir/resources/bundle_index.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/forms/service/validation.h"
#include "gateway/forms/service/workspace.h"
#include "gateway/network/documents/fair_queue.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace renkei::documents {

// Shared and immutable; replaced as a whole when mappings are reloaded.
struct LoadedDefinitions {
    std::shared_ptr<const catalogue::Catalogue> catalogue;
    std::shared_ptr<const service::Definitions> definitions;
};

class ConversionWorker {
public:
    explicit ConversionWorker(std::shared_ptr<const LoadedDefinitions> loaded)
        : loaded_(std::move(loaded)),
          converter_(*loaded_->catalogue),
          validation_(*loaded_->definitions),
          shares_names_(json::begins_with(loaded_->catalogue->names(), loaded_->definitions->r4().names())) {}
    const LoadedDefinitions& loaded() const { return *loaded_; }
    service::Workspace& converter() { return converter_; }
    service::Validation& validation() { return validation_; }
    // Can the validator use the tree that the converter has read? Not if the mappings were compiled with
    // other definitions.
    bool shares_names() const { return shares_names_; }
    resources::BundleIndex& index() { return index_; } // room for one document on its way
    // True if the worker processed so large a document that it should be replaced to free its memory.
    bool is_oversized() const {
        return std::max(converter_.capacity(), validation_.capacity()) > largest_kept;
    }
    bool is_of(const std::shared_ptr<const LoadedDefinitions>& loaded) const { return loaded == loaded_; }

private:
    static constexpr std::size_t largest_kept = 4U << 20; // bytes of one document

    std::shared_ptr<const LoadedDefinitions> loaded_;
    service::Workspace converter_;
    service::Validation validation_;
    bool shares_names_;
    resources::BundleIndex index_;
};

// The caller that needs a worker, and its bytes of documents.
struct WorkRequest {
    std::string peer{}; // id, or the address of one that is not known; empty: the gateway itself
    std::size_t bytes = 0;
    WorkKind task = WorkKind::conversion;
    std::uint64_t memory = 0; // that it takes beside them; 0: little
};

class WorkerPool {
public:
    WorkerPool(std::shared_ptr<const LoadedDefinitions> loaded, unsigned count)
        : slots_(count),
          loaded_(std::move(loaded)) {}

    // Returns the worker when destroyed.
    class Lease {
    public:
        Lease(Lease&& other) noexcept
            : pool_(std::exchange(other.pool_, nullptr)),
              slot_(std::move(other.slot_)),
              keeps_worker_(other.keeps_worker_),
              worker_(std::move(other.worker_)) {}
        Lease& operator=(Lease&&) = delete;
        ~Lease();
        ConversionWorker* operator->() const { return worker_.get(); }
        ConversionWorker& operator*() const { return *worker_; }

    private:
        friend class WorkerPool;
        // a slot without a worker yet
        Lease(WorkerPool& pool, FairQueue::Slot slot) : pool_(&pool), slot_(std::move(slot)) {}
        WorkerPool* pool_; // null: moved away
        FairQueue::Slot slot_;
        bool keeps_worker_ = true; // false: its memory is large now
        std::unique_ptr<ConversionWorker> worker_{};
    };
    // Waits for a free worker at most `max_wait`; nullopt: the gateway is busy (503). Waiting peers take
    // turns by the bytes and the work time of their documents, so a peer with many or large ones delays
    // itself only. Large ones leave a slot for small ones (FairQueue).
    std::optional<Lease> acquire(std::chrono::milliseconds max_wait, const WorkRequest& work = {});
    // workers that are out finish with the old one
    void publish(std::shared_ptr<const LoadedDefinitions> loaded);
    std::shared_ptr<const LoadedDefinitions> loaded() const;

private:
    // What a worker took for a document stays with it until the next one, but no more than so many bytes.
    static constexpr std::uint64_t largest_kept = 16U << 20;

    // null: only the slot
    void release(std::unique_ptr<ConversionWorker> worker, const FairQueue::Slot& slot);
    mutable std::mutex mutex_;
    FairQueue slots_;
    std::shared_ptr<const LoadedDefinitions> loaded_;
    std::vector<std::unique_ptr<ConversionWorker>> idle_;
};

} // namespace renkei::documents
