#include "gateway/http/pending_handshakes.h"

#include <algorithm>
#include <sys/socket.h>

namespace renkei::http {

PendingHandshakes::Place::~Place() { // leaves the pool before its socket is closed
    pool_->leave(*this);
}

void PendingHandshakes::Place::reached(Stage stage) {
    const std::lock_guard lock(pool_->mutex_);
    stage_ = stage;
}

base::Descriptor PendingHandshakes::Place::finish() {
    pool_->leave(*this);
    return std::move(socket_);
}

void PendingHandshakes::leave(Place& place) {
    const std::lock_guard lock(mutex_);
    places_.remove(&place);
}

bool PendingHandshakes::replace_one(const std::string& address, Whose whose, Stage stage) {
    const auto oldest = std::ranges::find_if(places_, [&](const Place* place) {
        return place->stage_ == stage && (whose == Whose::of_any_address || place->address_ == address);
    });
    if (oldest == places_.end()) {
        return false;
    }
    (*oldest)->replaced_ = true;
    ::shutdown((*oldest)->socket(), SHUT_RDWR); // wakes the thread that waits for it
    places_.erase(oldest);
    return true;
}

std::unique_ptr<PendingHandshakes::Place> PendingHandshakes::admit(base::Descriptor socket, const std::string& address) {
    const std::lock_guard lock(mutex_);
    if (closing_) {
        return nullptr;
    }
    const auto of_address = static_cast<std::size_t>(std::ranges::count(places_, address, [](const Place* place) -> const std::string& { return place->address_; }));
    const bool is_share_full = of_address >= per_address_;
    bool is_full = is_share_full || places_.size() >= in_all_;
    for (const Stage stage : {Stage::silent, Stage::begun, Stage::hello_answered}) {
        is_full = is_full && !replace_one(address, Whose::of_this_address, stage);
        is_full = is_full && (is_share_full || !replace_one(address, Whose::of_any_address, stage));
    }
    auto place = std::make_unique<Place>(*this, std::move(socket), address);
    places_.push_back(place.get());
    return place;
}

void PendingHandshakes::close_all() {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    for (Place* const place : places_) {
        ::shutdown(place->socket(), SHUT_RDWR);
    }
}

std::size_t PendingHandshakes::count() const {
    const std::lock_guard lock(mutex_);
    return places_.size();
}

} // namespace renkei::http
