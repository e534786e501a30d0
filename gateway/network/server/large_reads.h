// Reading documents that may be large: their memory is reserved before they are read, and waited for while no
// connection of the store is held.
#pragma once

#include "gateway/network/server/http_names.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

// Whose work on documents it is, and how many bytes came with it.
documents::WorkRequest work_of(const Request& request);

// Any other error is of a document: it hides that document and not the page.
bool is_of_store(const diag::Finding& error);

class ReadMemory {
public:
    // bytes; as many of these may be read at once as there are connections
    static constexpr std::uint64_t small = 256U << 10;
    // of a response that holds parts of several documents, where it may go on in another one
    static constexpr std::uint64_t page = 4U << 20;

    explicit ReadMemory(const Request& request) : share_(request.memory) {}

    // Called within a read, before so many bytes are taken out. If it is false, the read must end; it is done
    // once more with memory reserved for the largest number that was asked.
    bool covers(std::uint64_t bytes);
    bool is_wanted() const { return !is_reserved_ && wanted_ > 0; }
    bool is_reserved() const { return is_reserved_; }
    diag::Result<void> reserve();
    // for the response that is made of it
    http::MemoryShare::ReservationPtr take() { return std::move(held_); }

private:
    http::MemoryShare share_;
    std::uint64_t wanted_ = 0;
    bool is_reserved_ = false;
    http::MemoryShare::ReservationPtr held_{};
};

template <class Found, class LookUp>
diag::Result<Found> read_large(ServerContext& gateway, ReadMemory& memory, const LookUp& look_up) {
    diag::Result<Found> found = gateway.store().read_value<Found>(look_up);
    if (memory.is_wanted()) {
        TRY_VOID(memory.reserve());
        found = gateway.store().read_value<Found>(look_up);
    }
    return found;
}

} // namespace renkei::server
