#include "gateway/http/memory_budget.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sys/sysinfo.h>

namespace renkei::http {
namespace {

using diag::Message;

constexpr std::chrono::seconds longest_wait{5};
constexpr std::string_view retry_seconds = "5";
constexpr std::uint64_t most_by_default = 256ULL << 20;

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
            if (std::from_chars(text.data(), text.data() + text.size(), bytes).ec == std::errc{}) { // "max" is none
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
    const std::uint64_t memory = ::sysinfo(&machine) == 0 ? std::uint64_t{machine.totalram} * machine.mem_unit : UINT64_MAX;
    return std::min(most_by_default, std::min(memory, limit_of_control_group()) / 8);
}

// `own`: what the one that asks holds already. One that holds all that is worked on may take more than the limit: else a document that is larger
// than the limit could never be worked on.
bool MemoryBudget::has_room(Account& account, std::uint64_t limit, std::uint64_t bytes, std::uint64_t own, Use use) {
    if (use == Use::waiting) {
        return account.waiting + bytes <= limit / 2 && account.held() + bytes <= limit;
    }
    return account.held() + bytes <= limit || account.working == own;
}

bool MemoryBudget::take(const std::string& caller, std::uint64_t bytes, std::uint64_t own, Use use) {
    Account& account = callers_[caller];
    const bool room = has_room(account, limits_.per_caller, bytes, own, use) && has_room(all_, limits_.in_all, bytes, own, use);
    if (room) {
        account.of(use) += bytes;
        all_.of(use) += bytes;
    } else if (account.held() == 0) {
        callers_.erase(caller);
    }
    return room;
}

void MemoryBudget::give_back(const std::string& caller, std::uint64_t bytes, Use use) {
    {
        const std::lock_guard lock(mutex_);
        const auto account = callers_.find(caller);
        account->second.of(use) -= bytes;
        all_.of(use) -= bytes;
        if (account->second.held() == 0) {
            callers_.erase(account);
        }
    }
    given_back_.notify_all();
}

bool MemoryBudget::Reservation::grow(std::uint64_t bytes) {
    const std::lock_guard lock(budget_->mutex_);
    const bool grown = bytes == 0 || budget_->take(caller_, bytes, bytes_, use_);
    bytes_ += grown ? bytes : 0;
    return grown;
}

bool MemoryBudget::Reservation::grow_until(Deadline deadline, std::uint64_t bytes) {
    std::unique_lock lock(budget_->mutex_);
    const bool grown = budget_->given_back_.wait_until(lock, deadline, [&] { return bytes == 0 || budget_->take(caller_, bytes, bytes_, use_); });
    bytes_ += grown ? bytes : 0;
    return grown;
}

void MemoryBudget::Reservation::shrink_to(std::uint64_t bytes) {
    if (bytes < bytes_) {
        budget_->give_back(caller_, bytes_ - bytes, use_);
        bytes_ = bytes;
    }
}

std::uint64_t MemoryBudget::held() const {
    const std::lock_guard lock(mutex_);
    return all_.held();
}

tl::unexpected<Refused> MemoryBudget::refusal(const std::string& caller) const {
    const bool is_own = [&] {
        const std::lock_guard lock(mutex_);
        const auto account = callers_.find(caller);
        return account != callers_.end() && account->second.held() >= limits_.per_caller / 4;
    }();
    const std::string seconds(retry_seconds);
    Refused out{.status = 503, .error = {}, .headers = {{"Retry-After", seconds}}};
    out.error = is_own ? diag::finding(Message::memory_share_used, {}, {caller, std::to_string(limits_.per_caller), seconds})
                       : diag::finding(Message::memory_used, {}, {std::to_string(limits_.in_all), seconds});
    return tl::make_unexpected(std::move(out));
}

Or<MemoryShare::Held> MemoryShare::reserve(std::uint64_t bytes) const {
    if (budget_ == nullptr) {
        return Held();
    }
    Held held = budget_->open(caller_, Use::working);
    if (!held->grow_until(std::chrono::steady_clock::now() + longest_wait, bytes)) {
        return budget_->refusal(caller_);
    }
    return held;
}

} // namespace renkei::http
