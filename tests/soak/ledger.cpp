#include "ledger.h"

#include <fmt/format.h>

namespace renkei::soak {

void Ledger::add(Entry entry) {
    const std::lock_guard lock(mutex_);
    places_[entry.document] = entries_.size();
    entries_.push_back(std::move(entry));
}

std::optional<Entry> Ledger::any(Chance& chance) const {
    const std::lock_guard lock(mutex_);
    return entries_.empty() ? std::nullopt : std::optional(entries_[chance() % entries_.size()]);
}

void Ledger::take_back(const std::string& document) {
    const std::lock_guard lock(mutex_);
    entries_[places_.at(document)].withdrawn = true;
}

bool Ledger::is_taken_back(const std::string& document) const {
    const std::lock_guard lock(mutex_);
    const auto found = places_.find(document);
    return found != places_.end() && entries_[found->second].withdrawn;
}

std::vector<Entry> Ledger::all() const {
    const std::lock_guard lock(mutex_);
    return entries_;
}

void Ledger::count(const std::string& what) {
    const std::lock_guard lock(mutex_);
    ++counts_[what];
}

std::size_t Ledger::counted(const std::string& what) const {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(what);
    return found == counts_.end() ? 0 : found->second;
}

std::string Ledger::text() const {
    const std::lock_guard lock(mutex_);
    std::string out;
    for (const auto& [what, times] : counts_) {
        out += fmt::format("{:>8} {}\n", times, what);
    }
    return out;
}

} // namespace renkei::soak
