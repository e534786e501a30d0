// A WorkerPool leases workers (conversion_worker.h); there are as many as threads that may work at once,
// however many connections wait.
#pragma once

#include "gateway/network/documents/fair_queue.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace renkei::documents {

class ConversionWorker;
struct LoadedDefinitions;

// The caller that needs a worker, and its bytes of documents.
struct WorkRequest {
    std::string peer{}; // id, or the address of one that is not known; empty: the gateway itself
    std::size_t bytes = 0;
    WorkKind task = WorkKind::conversion;
    std::uint64_t memory = 0; // that it takes beside them; 0: little
};

class WorkerPool {
public:
    WorkerPool(std::shared_ptr<const LoadedDefinitions> loaded, unsigned count);
    ~WorkerPool(); // where ConversionWorker is known

    // Returns the worker when destroyed.
    class Lease {
    public:
        Lease(Lease&& other) noexcept;
        Lease& operator=(Lease&&) = delete;
        ~Lease();
        ConversionWorker* operator->() const { return worker_.get(); }
        ConversionWorker& operator*() const { return *worker_; }

    private:
        friend class WorkerPool;
        // a slot without a worker yet
        Lease(WorkerPool& pool, FairQueue::Slot slot);
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
