#include "gateway/network/http/refusal_throttle.h"

#include "gateway/network/http/address.h"

namespace renkei::http {

void RefusalThrottle::add(Counts& counts, const Key& key, std::uint64_t times) {
    const bool has_room = counts.contains(key) || counts.size() < max_counted;
    counts[has_room ? key : Key{"", key.second}] += times;
}

void RefusalThrottle::start_period(Instant now) {
    if (now - begun_ < period) {
        return;
    }
    begun_ = now;
    rows_ = 0;
    rows_by_address_.clear();
    for (const auto& [key, times] : counted_) {
        add(finished_, key, times);
    }
    counted_.clear();
}

bool RefusalThrottle::allows_row(const std::string& address, std::string_view reason, Instant now) {
    const std::lock_guard lock(mutex_);
    start_period(now);
    const std::string network = caller_network(address);
    if (rows_ < rows_in_all) {
        if (unsigned& rows = rows_by_address_[network]; rows < rows_per_address) {
            ++rows;
            ++rows_;
            return true;
        }
    }
    add(counted_, {network, reason}, 1);
    return false;
}

std::vector<RefusalThrottle::Summary> RefusalThrottle::take_finished() {
    std::vector<Summary> out;
    for (const auto& [key, times] : finished_) {
        out.push_back({key.first, key.second, times});
    }
    finished_.clear();
    return out;
}

std::vector<RefusalThrottle::Summary> RefusalThrottle::finished(Instant now) {
    const std::lock_guard lock(mutex_);
    start_period(now);
    return take_finished();
}

std::vector<RefusalThrottle::Summary> RefusalThrottle::all() {
    const std::lock_guard lock(mutex_);
    start_period(begun_ + period);
    return take_finished();
}

void RefusalThrottle::put_back(const Summary& summary) {
    const std::lock_guard lock(mutex_);
    add(finished_, {summary.address, summary.reason}, summary.times);
}

} // namespace renkei::http
