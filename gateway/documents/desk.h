// What one thread needs to work on documents: converters, validator, parsers. A Desks lends them out; there are as many as threads that
// may work at once, however many connections wait.
#pragma once

#include "gateway/documents/fair_queue.h"
#include "gateway/fhir/bundle_index.h"
#include "gateway/service/definitions.h"
#include "gateway/service/validation.h"
#include "gateway/service/worker.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace renkei::documents {

// All that is shared and immutable; published anew as a whole when mappings are loaded again.
struct Knowledge {
    std::shared_ptr<const mapping::Catalogue> catalogue;
    std::shared_ptr<const service::Definitions> definitions;
};

class Desk {
public:
    explicit Desk(std::shared_ptr<const Knowledge> knowledge)
        : knowledge_(std::move(knowledge)),
          worker_(*knowledge_->catalogue), validation_(*knowledge_->definitions),
          shares_names_(json::begins_with(knowledge_->catalogue->names(), knowledge_->definitions->defs().names())) {}
    const Knowledge& knowledge() const { return *knowledge_; }
    service::Worker& worker() { return worker_; }
    service::Validation& validation() { return validation_; }
    // Can the validator judge what the worker has read? Not if the mappings were compiled with other definitions.
    bool shares_names() const { return shares_names_; }
    fhir::BundleIndex& index() { return index_; } // room for one document on its way
    // It met a document so large that it is better made anew than kept with all that room.
    bool is_bloated() const { return std::max(worker_.capacity(), validation_.capacity()) > largest_kept; }
    bool is_of(const std::shared_ptr<const Knowledge>& knowledge) const { return knowledge == knowledge_; }

private:
    static constexpr std::size_t largest_kept = 4U << 20; // bytes of one document

    std::shared_ptr<const Knowledge> knowledge_;
    service::Worker worker_;
    service::Validation validation_;
    bool shares_names_;
    fhir::BundleIndex index_;
};

// Who asks for a desk, and for how many bytes of documents.
struct WorkOf {
    std::string peer{}; // id, or the address of one that is not known; empty: the gateway itself
    std::size_t bytes = 0;
    Task task = Task::conversion;
};

class Desks {
public:
    Desks(std::shared_ptr<const Knowledge> knowledge, unsigned count) : places_(count), knowledge_(std::move(knowledge)) {}

    // Gives the desk back when it goes.
    class Loan {
    public:
        Loan(Loan&& other) noexcept : desks_(std::exchange(other.desks_, nullptr)), place_(std::move(other.place_)), desk_(std::move(other.desk_)) {}
        Loan& operator=(Loan&&) = delete;
        ~Loan();
        Desk* operator->() const { return desk_.get(); }
        Desk& operator*() const { return *desk_; }

    private:
        friend class Desks;
        Loan(Desks& desks, FairQueue::Place place) : desks_(&desks), place_(std::move(place)) {} // a place with no desk at it yet
        Desks* desks_; // null: moved away
        FairQueue::Place place_;
        std::unique_ptr<Desk> desk_{};
    };
    // Waits for a free one at most so long; nothing: the gateway is busy (503). Those that wait take turns by peer, by what their documents
    // cost and the time that their work has taken: one with many or large ones waits for itself, not the others for it. Large ones leave one for the small ones (FairQueue).
    std::optional<Loan> borrow(std::chrono::milliseconds patience, const WorkOf& work = {});
    void publish(std::shared_ptr<const Knowledge> knowledge); // desks that are out finish with the old one
    std::shared_ptr<const Knowledge> knowledge() const;

private:
    void give_back(std::unique_ptr<Desk> desk, const FairQueue::Place& place); // null: only the place
    mutable std::mutex mutex_;
    FairQueue places_;
    std::shared_ptr<const Knowledge> knowledge_;
    std::vector<std::unique_ptr<Desk>> idle_;
};

} // namespace renkei::documents
