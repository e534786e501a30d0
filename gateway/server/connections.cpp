#include "gateway/server/connections.h"

#include <Poco/Net/SocketImpl.h>

#include <sys/socket.h>

namespace renkei::server {
namespace {

int descriptor(const Poco::Net::StreamSocket& socket) {
    return socket.impl()->sockfd();
}

std::string address_of(const Poco::Net::StreamSocket& socket) {
    const Poco::Net::SocketAddress address = socket.peerAddress();
    return address.family() == Poco::Net::SocketAddress::UNIX_LOCAL ? "unix" : address.host().toString();
}

} // namespace

bool Connections::admit(const Poco::Net::StreamSocket& socket, bool count_address) {
    const std::string address = address_of(socket);
    const std::lock_guard lock(mutex_);
    if (closing_ || places_.size() >= in_all_) {
        return false;
    }
    const bool counted = count_address && per_address_ > 0;
    if (counted) {
        unsigned& of_address = by_address_[address];
        if (of_address >= per_address_) {
            return false;
        }
        ++of_address;
    }
    places_.emplace(descriptor(socket), Place{socket, counted ? address : std::string(), std::chrono::steady_clock::now()});
    return true;
}

void Connections::remove(Places::iterator place) {
    if (!place->second.address.empty()) {
        const auto of_address = by_address_.find(place->second.address);
        if (--of_address->second == 0) {
            by_address_.erase(of_address);
        }
    }
    places_.erase(place);
    if (places_.empty()) {
        emptied_.notify_all();
    }
}

Connections::Seat::Seat(Connections& connections, const Poco::Net::StreamSocket& socket)
    : connections_(&connections)
    , fd_(descriptor(socket))
    , since_(std::chrono::steady_clock::now())
    , address_(address_of(socket)) {
    const std::lock_guard lock(connections.mutex_);
    if (const auto place = connections.places_.find(fd_); place != connections.places_.end()) {
        place->second.served = true;
        since_ = place->second.since;
    }
}

Connections::Seat::~Seat() { // gives the seat back
    const std::lock_guard lock(connections_->mutex_);
    if (const auto place = connections_->places_.find(fd_); place != connections_->places_.end()) {
        connections_->remove(place);
    }
}

void Connections::Seat::waits(bool waiting) {
    const std::lock_guard lock(connections_->mutex_);
    if (const auto place = connections_->places_.find(fd_); place != connections_->places_.end()) {
        place->second.waiting = waiting;
        if (waiting && connections_->closing_) {
            ::shutdown(fd_, SHUT_RDWR);
        }
    }
}

void Connections::close_waiting() {
    closing_ = true;
    const std::lock_guard lock(mutex_);
    for (const auto& [fd, place] : places_) {
        if (place.waiting) {
            ::shutdown(fd, SHUT_RDWR);
        }
    }
}

void Connections::close_all() {
    closing_ = true;
    const std::lock_guard lock(mutex_);
    for (const auto& [fd, place] : places_) {
        ::shutdown(fd, SHUT_RDWR);
    }
}

void Connections::forget_unserved(std::chrono::steady_clock::time_point accepted_before) {
    const std::lock_guard lock(mutex_);
    for (auto place = places_.begin(); place != places_.end();) {
        const auto next = std::next(place);
        if (!place->second.served && place->second.since < accepted_before) {
            remove(place);
        }
        place = next;
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

} // namespace renkei::server
