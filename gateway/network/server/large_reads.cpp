#include "gateway/network/server/large_reads.h"

#include "generated/messages/store.h"

#include <algorithm>

namespace renkei::server {
namespace {

constexpr std::uint64_t copies = 3; // sealed, packed and as it is

} // namespace

documents::WorkRequest work_of(const Request& request) {
    const policy::Caller& caller = request.caller;
    return {.peer = caller.peer == nullptr ? caller.address : caller.peer->id, .bytes = request.body.size()};
}

bool is_of_store(const diag::Finding& error) {
    return error.message == diag::message::store_failed || error.message == diag::message::store_busy;
}

bool ReadMemory::covers(std::uint64_t bytes) {
    wanted_ = std::max(wanted_, bytes > small ? copies * bytes : 0);
    return !is_wanted();
}

diag::Result<void> ReadMemory::reserve() {
    http::HttpResult<http::MemoryShare::ReservationPtr> held = share_.reserve(wanted_);
    is_reserved_ = true;
    if (!held) {
        return tl::make_unexpected(std::move(held.error().error));
    }
    held_ = *std::move(held);
    return {};
}

} // namespace renkei::server
