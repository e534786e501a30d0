#include "gateway/network/http/pending_handshakes.h"

#include <sys/socket.h>

#include <algorithm>

namespace renkei::http {

PendingHandshakes::Entry::~Entry() { // leaves the pool before its socket is closed
    pool_->leave(*this);
}

void PendingHandshakes::Entry::reached(Stage stage) {
    const std::lock_guard lock(pool_->mutex_);
    stage_ = stage;
}

base::FileDescriptor PendingHandshakes::Entry::finish() {
    pool_->leave(*this);
    return std::move(socket_);
}

void PendingHandshakes::leave(Entry& entry) {
    const std::lock_guard lock(mutex_);
    entries_.remove(&entry);
}

bool PendingHandshakes::replace_one(const std::string& network, Whose whose, Stage stage) {
    const auto oldest = std::ranges::find_if(entries_, [&](const Entry* entry) {
        return entry->stage_ == stage && (whose == Whose::of_any_address || entry->network_ == network);
    });
    if (oldest == entries_.end()) {
        return false;
    }
    (*oldest)->replaced_ = true;
    ::shutdown((*oldest)->socket(), SHUT_RDWR); // wakes the thread that waits for it
    entries_.erase(oldest);
    return true;
}

std::unique_ptr<PendingHandshakes::Entry> PendingHandshakes::admit(base::FileDescriptor socket,
                                                                   const std::string& address) {
    const std::lock_guard lock(mutex_);
    if (closing_) {
        return nullptr;
    }
    const std::string network = caller_network(address);
    const auto of_address = static_cast<std::size_t>(std::ranges::count(
        entries_, network, [](const Entry* entry) -> const std::string& { return entry->network_; }));
    const bool is_share_full = of_address >= max_per_address_;
    bool is_full = is_share_full || entries_.size() >= max_total_;
    for (const Stage stage : {Stage::silent, Stage::begun, Stage::hello_answered}) {
        is_full = is_full && !replace_one(network, Whose::of_this_address, stage);
        is_full = is_full && (is_share_full || !replace_one(network, Whose::of_any_address, stage));
    }
    auto entry = std::make_unique<Entry>(*this, std::move(socket), address);
    entries_.push_back(entry.get());
    return entry;
}

void PendingHandshakes::close_all() {
    const std::lock_guard lock(mutex_);
    closing_ = true;
    for (Entry* const entry : entries_) {
        ::shutdown(entry->socket(), SHUT_RDWR);
    }
}

std::size_t PendingHandshakes::count() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
}

} // namespace renkei::http
