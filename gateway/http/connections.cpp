#include "gateway/http/connections.h"

#include <sys/socket.h>

namespace renkei::http {

bool Connections::count_address(const std::string& address) {
    unsigned& seated = by_address_[address];
    if (seated >= per_address_) {
        return false;
    }
    ++seated;
    return true;
}

std::unique_ptr<Connections::Seat> Connections::admit(base::Descriptor& socket, const std::string& address, Count count, Moment since) {
    const std::lock_guard lock(mutex_);
    const bool by_address = count == Count::by_address_too;
    if (closing_ || places_.size() >= in_all_ || (by_address && !count_address(address))) {
        return nullptr;
    }
    auto seat = std::make_unique<Seat>(*this, std::move(socket), address, since);
    places_.emplace(seat->socket(), Place{by_address ? address : std::string()});
    return seat;
}

Connections::Seat::~Seat() { // gives the place back and closes the socket
    connections_->leave(socket());
}

void Connections::leave(int socket) {
    const std::lock_guard lock(mutex_);
    const auto place = places_.find(socket);
    if (place == places_.end()) { // was not admitted
        return;
    }
    if (const auto seated = by_address_.find(place->second.address); seated != by_address_.end() && --seated->second == 0) {
        by_address_.erase(seated);
    }
    places_.erase(place);
    if (places_.empty()) {
        emptied_.notify_all();
    }
}

void Connections::Seat::waits(bool waiting) {
    const std::lock_guard lock(connections_->mutex_);
    connections_->places_.at(socket()).waiting = waiting;
    if (waiting && connections_->closing_) {
        ::shutdown(socket(), SHUT_RDWR);
    }
}

void Connections::close_waiting() {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    for (const auto& [socket, place] : places_) {
        if (place.waiting) {
            ::shutdown(socket, SHUT_RDWR);
        }
    }
}

void Connections::close_all() {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    for (const auto& [socket, place] : places_) {
        ::shutdown(socket, SHUT_RDWR);
    }
}

bool Connections::wait_until_empty(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return emptied_.wait_for(lock, patience, [&] { return places_.empty(); });
}

std::size_t Connections::count() const {
    const std::lock_guard lock(mutex_);
    return places_.size();
}

} // namespace renkei::http
