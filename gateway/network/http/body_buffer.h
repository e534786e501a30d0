// The body of a request or response: in memory while the budget has room for it, else in the spool.
#pragma once

#include "gateway/network/http/memory_budget.h"
#include "gateway/network/http/spool.h"

namespace renkei::http {

class BodyBuffer {
public:
    BodyBuffer(MemoryBudget& budget, Spool& spool, std::string caller)
        : budget_(&budget),
          spool_(&spool),
          caller_(std::move(caller)),
          memory_(budget.open(caller_, MemoryUse::waiting)) {}

    // So many bytes will come: reserves address space, which becomes memory only as they come.
    void expect(std::uint64_t bytes);
    HttpResult<void> append(std::string_view bytes); // 503: neither memory nor spool has room
    std::uint64_t size() const { return file_ ? file_->size() : bytes_.size() - begin_; }

    // All of it in memory, with the reservation of it; waits for room until the deadline, else 503.
    struct Complete {
        std::string bytes{};
        MemoryShare::ReservationPtr memory{};
    };
    HttpResult<Complete> whole(MemoryBudget::Deadline deadline);

    // A response that was made in memory. `memory`: its reservation, if it has one. 503: there is room
    // nowhere.
    HttpResult<void> adopt(std::string bytes, MemoryShare::ReservationPtr memory);
    // The next piece to be sent, valid until the next call; empty at the end. Nothing if the spool failed.
    std::optional<std::string_view> next();
    // Moves what was not handed out yet into the spool and frees its memory; if the spool has no room, it
    // stays in memory.
    void spill();

private:
    bool move_to_spool();

    MemoryBudget* budget_;
    Spool* spool_;
    std::string caller_;
    std::unique_ptr<MemoryBudget::Reservation> memory_; // of bytes_
    MemoryShare::ReservationPtr adopted_{};             // … or this one
    std::string bytes_{};                               // from begin_
    std::size_t begin_ = 0;
    std::unique_ptr<Spool::File> file_{}; // everything, once it is there
    std::string piece_{};                 // of the file
};

} // namespace renkei::http
