#include "gateway/network/documents/worker_pool.h"

#include "gateway/network/documents/conversion_worker.h"

namespace renkei::documents {

ConversionWorker::ConversionWorker(std::shared_ptr<const LoadedDefinitions> loaded)
    : loaded_(std::move(loaded)),
      converter_(*loaded_->catalogue),
      validation_(*loaded_->definitions),
      shares_names_(json::begins_with(loaded_->catalogue->names(), loaded_->definitions->r4().names())) {}

WorkerPool::WorkerPool(std::shared_ptr<const LoadedDefinitions> loaded, unsigned count)
    : slots_(count),
      loaded_(std::move(loaded)) {}
WorkerPool::~WorkerPool() = default;

WorkerPool::Lease::Lease(WorkerPool& pool, FairQueue::Slot slot) : pool_(&pool), slot_(std::move(slot)) {}

WorkerPool::Lease::Lease(Lease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)),
      slot_(std::move(other.slot_)),
      keeps_worker_(other.keeps_worker_),
      worker_(std::move(other.worker_)) {}

WorkerPool::Lease::~Lease() {
    if (pool_ != nullptr) {
        pool_->release(keeps_worker_ ? std::move(worker_) : nullptr, slot_);
    }
}

std::optional<WorkerPool::Lease> WorkerPool::acquire(std::chrono::milliseconds max_wait,
                                                     const WorkRequest& work) {
    std::unique_lock lock(mutex_);
    std::optional<FairQueue::Slot> slot = slots_.acquire(lock, max_wait, work.peer, work.bytes, work.task);
    if (!slot) {
        return std::nullopt;
    }
    Lease out(*this, *std::move(slot));
    out.keeps_worker_ = work.memory <= largest_kept;
    if (!idle_.empty()) {
        out.worker_ = std::move(idle_.back());
        idle_.pop_back();
        return out;
    }
    std::shared_ptr<const LoadedDefinitions> loaded = loaded_;
    lock.unlock(); // a new worker takes a while to make
    out.worker_ = std::make_unique<ConversionWorker>(std::move(loaded));
    return out;
}

void WorkerPool::release(std::unique_ptr<ConversionWorker> worker, const FairQueue::Slot& slot) {
    const std::lock_guard lock(mutex_);
    if (worker != nullptr && worker->is_of(loaded_) && !worker->is_oversized()) {
        idle_.push_back(std::move(worker));
    }
    slots_.release(slot);
}

void WorkerPool::publish(std::shared_ptr<const LoadedDefinitions> loaded) {
    std::vector<std::unique_ptr<ConversionWorker>> old;
    const std::lock_guard lock(mutex_);
    loaded_ = std::move(loaded);
    old.swap(idle_);
}

std::shared_ptr<const LoadedDefinitions> WorkerPool::loaded() const {
    const std::lock_guard lock(mutex_);
    return loaded_;
}

} // namespace renkei::documents
