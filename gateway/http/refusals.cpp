#include "gateway/http/refusals.h"

namespace renkei::http {

void Refusals::add(Counts& counts, const Key& key, std::uint64_t times) {
    const bool has_room = counts.contains(key) || counts.size() < most_counted;
    counts[has_room ? key : Key{"", key.second}] += times;
}

void Refusals::turn_over(Instant now) {
    if (now - begun_ < period) {
        return;
    }
    begun_ = now;
    rows_ = 0;
    rows_by_address_.clear();
    for (const auto& [key, times] : counted_) {
        add(over_, key, times);
    }
    counted_.clear();
}

bool Refusals::is_worth_a_row(const std::string& address, std::string_view reason, Instant now) {
    const std::lock_guard lock(mutex_);
    turn_over(now);
    if (rows_ < rows_in_all) {
        if (unsigned& rows = rows_by_address_[address]; rows < rows_per_address) {
            ++rows;
            ++rows_;
            return true;
        }
    }
    add(counted_, {address, reason}, 1);
    return false;
}

std::vector<Refusals::Sum> Refusals::take_over() {
    std::vector<Sum> out;
    for (const auto& [key, times] : over_) {
        out.push_back({key.first, key.second, times});
    }
    over_.clear();
    return out;
}

std::vector<Refusals::Sum> Refusals::over(Instant now) {
    const std::lock_guard lock(mutex_);
    turn_over(now);
    return take_over();
}

std::vector<Refusals::Sum> Refusals::all() {
    const std::lock_guard lock(mutex_);
    turn_over(begun_ + period);
    return take_over();
}

void Refusals::put_back(const Sum& sum) {
    const std::lock_guard lock(mutex_);
    add(over_, {sum.address, sum.reason}, sum.times);
}

} // namespace renkei::http
