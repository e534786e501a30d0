#include "gateway/network/http/connections.h"

#include "gateway/network/http/address.h"

#include <sys/socket.h>

#include <utility>

namespace renkei::http {

bool Connections::count_address(const std::string& address) {
    unsigned& counted = by_address_[address];
    if (counted >= max_per_address_) {
        return false;
    }
    ++counted;
    return true;
}

std::unique_ptr<Connections::Slot>
Connections::admit(base::FileDescriptor& socket, const std::string& address, CountScope count, Moment since) {
    const std::lock_guard lock(mutex_);
    const bool by_address = count == CountScope::total_and_address;
    const std::string counted = by_address ? caller_network(address) : std::string();
    const bool is_full = entries_.size() - replaced_ >= max_total_;
    if (closing_ || (is_full && !replace_idle()) || (by_address && !count_address(counted))) {
        return nullptr;
    }
    auto slot = std::make_unique<Slot>(*this, std::move(socket), address, since);
    entries_.emplace(slot->socket(), Entry{.address = counted, .idle_since = since});
    return slot;
}

bool Connections::replace_idle() {
    Entry* longest = nullptr;
    int socket = -1;
    for (auto& [number, entry] : entries_) {
        const bool may_go = entry.idle && !entry.is_replaced;
        if (may_go && (longest == nullptr || entry.idle_since < longest->idle_since)) {
            longest = &entry;
            socket = number;
        }
    }
    if (longest == nullptr || when_full_ == WhenFull::refuse) {
        return false;
    }
    ::shutdown(socket, SHUT_RDWR);
    longest->is_replaced = true;
    ++replaced_;
    uncount_address(std::exchange(longest->address, {}));
    return true;
}

Connections::Slot::~Slot() { // gives the place back and closes the socket
    connections_->leave(socket());
}

void Connections::uncount_address(const std::string& address) {
    const auto counted = by_address_.find(address);
    if (counted != by_address_.end() && --counted->second == 0) {
        by_address_.erase(counted);
    }
}

void Connections::leave(int socket) {
    const std::lock_guard lock(mutex_);
    const auto entry = entries_.find(socket);
    if (entry == entries_.end()) { // was not admitted
        return;
    }
    uncount_address(entry->second.address);
    replaced_ -= entry->second.is_replaced ? 1 : 0;
    entries_.erase(entry);
    if (entries_.empty()) {
        emptied_.notify_all();
    }
}

void Connections::Slot::set_idle(bool idle) {
    const std::lock_guard lock(connections_->mutex_);
    Entry& entry = connections_->entries_.at(socket());
    entry.idle = idle;
    entry.idle_since = std::chrono::steady_clock::now();
    if (idle && connections_->closing_) {
        ::shutdown(socket(), SHUT_RDWR);
    }
}

void Connections::close_idle() {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    for (const auto& [socket, entry] : entries_) {
        if (entry.idle) {
            ::shutdown(socket, SHUT_RDWR);
        }
    }
}

void Connections::close_all() {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    for (const auto& [socket, entry] : entries_) {
        ::shutdown(socket, SHUT_RDWR);
    }
}

bool Connections::wait_until_empty(std::chrono::milliseconds grace_period) {
    std::unique_lock lock(mutex_);
    return emptied_.wait_for(lock, grace_period, [&] { return entries_.empty(); });
}

std::size_t Connections::count() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
}

} // namespace renkei::http
