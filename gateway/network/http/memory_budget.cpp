#include "gateway/network/http/memory_budget.h"

#include "generated/messages/server.h"

#include <sys/sysinfo.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string_view>
#include <utility>

namespace renkei::http {
namespace {

constexpr std::chrono::seconds max_wait{5};
constexpr std::string_view retry_seconds = "5";
constexpr std::uint64_t default_max = 256ULL << 20;

// memory.max of the control group and of those above it (cgroup v2); nothing where there is no limit.
std::uint64_t limit_of_control_group() {
    std::uint64_t least = UINT64_MAX;
    std::ifstream own("/proc/self/cgroup");
    for (std::string line; std::getline(own, line);) {
        if (!line.starts_with("0::")) {
            continue;
        }
        for (std::string group = line.substr(3);; group.erase(group.rfind('/'))) {
            std::string text;
            std::ifstream("/sys/fs/cgroup" + group + "/memory.max") >> text;
            std::uint64_t bytes = 0;
            // "max" is none
            if (std::from_chars(text.data(), text.data() + text.size(), bytes).ec == std::errc{}) {
                least = std::min(least, bytes);
            }
            if (group.rfind('/') == std::string::npos) {
                break;
            }
        }
    }
    return least;
}

} // namespace

std::uint64_t default_memory_bytes() {
    struct sysinfo machine {};
    const std::uint64_t memory =
        ::sysinfo(&machine) == 0 ? std::uint64_t{machine.totalram} * machine.mem_unit : UINT64_MAX;
    return std::min(default_max, std::min(memory, limit_of_control_group()) / 8);
}

bool MemoryBudget::has_room(const Account& account, std::uint64_t bytes, MemoryUse use) const {
    const auto fits = [&](const Account& each, std::uint64_t limit) {
        return each.held() + bytes <= limit &&
               (use == MemoryUse::working || each.waiting + bytes <= limit / 2);
    };
    return fits(account, limits_.per_caller) && fits(all_, limits_.total);
}

bool MemoryBudget::is_large(const Reservation& reservation, std::uint64_t bytes) const {
    const std::uint64_t share = std::min(limits_.per_caller, limits_.total);
    return reservation.use_ == MemoryUse::working && reservation.bytes_ + bytes > share / 2;
}

bool MemoryBudget::may_have_slot(const Reservation& reservation) const {
    if (slot_is_taken_ || slot_waiting_.empty()) {
        return !slot_is_taken_;
    }
    // The caller behind the last one by name, then from the first again; of one caller the reservation that
    // came first.
    const auto processor = [this](const Reservation* each) {
        return std::pair(each->caller_ <= slot_caller_, std::string_view(each->caller_));
    };
    return *std::ranges::min_element(slot_waiting_, {}, processor) == &reservation;
}

// The bytes that the reservation holds already are counted for the slot from now on.
void MemoryBudget::take_slot(Reservation& reservation) {
    const std::uint64_t bytes = reservation.bytes_;
    uncount(reservation, bytes);
    slot_is_taken_ = true;
    slot_caller_ = reservation.caller_;
    reservation.has_slot_ = true;
    count(reservation, bytes);
}

void MemoryBudget::count(Reservation& reservation, std::uint64_t bytes) {
    reservation.bytes_ += bytes;
    if (reservation.has_slot_) {
        large_ += bytes;
    } else if (bytes > 0) {
        callers_[reservation.caller_].of(reservation.use_) += bytes;
        all_.of(reservation.use_) += bytes;
    }
}

void MemoryBudget::uncount(Reservation& reservation, std::uint64_t bytes) {
    reservation.bytes_ -= bytes;
    if (reservation.has_slot_) {
        large_ -= bytes;
        reservation.has_slot_ = reservation.bytes_ > 0;
        slot_is_taken_ = reservation.has_slot_;
        return;
    }
    const auto account = callers_.find(reservation.caller_);
    if (account == callers_.end()) {
        return; // it holds nothing
    }
    account->second.of(reservation.use_) -= bytes;
    all_.of(reservation.use_) -= bytes;
    if (account->second.held() == 0) {
        callers_.erase(account);
    }
}

bool MemoryBudget::grow(Reservation& reservation, std::uint64_t bytes) {
    if (bytes == 0) {
        return true;
    }
    if (!reservation.has_slot_) {
        const auto account = callers_.find(reservation.caller_);
        const bool fits =
            has_room(account == callers_.end() ? Account{} : account->second, bytes, reservation.use_);
        if (!fits && !(is_large(reservation, bytes) && may_have_slot(reservation))) {
            return false;
        }
        if (!fits) {
            take_slot(reservation);
        }
    }
    count(reservation, bytes);
    return true;
}

bool MemoryBudget::Reservation::grow(std::uint64_t bytes) {
    const std::lock_guard lock(budget_->mutex_);
    return budget_->grow(*this, bytes);
}

bool MemoryBudget::Reservation::grow_until(Deadline deadline, std::uint64_t bytes) {
    std::unique_lock lock(budget_->mutex_);
    if (budget_->grow(*this, bytes)) {
        return true;
    }
    std::list<const Reservation*>& waiting = budget_->slot_waiting_;
    const auto entry = budget_->is_large(*this, bytes) ? waiting.insert(waiting.end(), this) : waiting.end();
    const bool grown =
        budget_->given_back_.wait_until(lock, deadline, [&] { return budget_->grow(*this, bytes); });
    if (entry != waiting.end()) {
        waiting.erase(entry);
        lock.unlock();
        budget_->given_back_.notify_all(); // the slot may be another's now
    }
    return grown;
}

void MemoryBudget::Reservation::shrink_to(std::uint64_t bytes) {
    {
        const std::lock_guard lock(budget_->mutex_);
        if (bytes >= bytes_) {
            return;
        }
        budget_->uncount(*this, bytes_ - bytes);
    }
    budget_->given_back_.notify_all();
}

bool MemoryBudget::Reservation::wait_for_network() {
    {
        const std::lock_guard lock(budget_->mutex_);
        const std::uint64_t bytes = bytes_;
        const bool had_slot = has_slot_;
        budget_->uncount(*this, bytes);
        const auto account = budget_->callers_.find(caller_);
        if (!budget_->has_room(account == budget_->callers_.end() ? Account{} : account->second, bytes,
                               MemoryUse::waiting)) {
            if (had_slot) {
                budget_->take_slot(*this);
            }
            budget_->count(*this, bytes);
            return false;
        }
        use_ = MemoryUse::waiting;
        budget_->count(*this, bytes);
    }
    budget_->given_back_.notify_all();
    return true;
}

std::uint64_t MemoryBudget::held() const {
    const std::lock_guard lock(mutex_);
    return all_.held() + large_;
}

std::size_t MemoryBudget::waiting_for_slot() const {
    const std::lock_guard lock(mutex_);
    return slot_waiting_.size();
}

tl::unexpected<HttpError> MemoryBudget::refusal(const std::string& caller) const {
    const bool is_own = [&] {
        const std::lock_guard lock(mutex_);
        const auto account = callers_.find(caller);
        return account != callers_.end() && account->second.held() >= limits_.per_caller / 4;
    }();
    const std::string seconds(retry_seconds);
    HttpError out{.refusal = Refusal::busy, .error = {}, .headers = {{"Retry-After", seconds}}};
    out.error = is_own ? diag::finding(message::memory_share_used, {},
                                       {caller, std::to_string(limits_.per_caller), seconds})
                       : diag::finding(message::memory_used, {}, {std::to_string(limits_.total), seconds});
    return tl::make_unexpected(std::move(out));
}

HttpResult<MemoryShare::ReservationPtr> MemoryShare::reserve(std::uint64_t bytes) const {
    if (budget_ == nullptr) {
        return ReservationPtr();
    }
    ReservationPtr held = budget_->open(caller_, MemoryUse::working);
    if (!held->grow_until(std::chrono::steady_clock::now() + max_wait, bytes)) {
        return budget_->refusal(caller_);
    }
    return held;
}

HttpResult<void> MemoryShare::cover(std::uint64_t bytes) const {
    if (!body_ || bytes <= body_->bytes()) {
        return {};
    }
    if (!body_->grow_until(std::chrono::steady_clock::now() + max_wait, bytes - body_->bytes())) {
        return budget_->refusal(caller_);
    }
    return {};
}

} // namespace renkei::http
