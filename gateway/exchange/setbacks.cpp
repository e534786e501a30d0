#include "gateway/exchange/setbacks.h"

#include "gateway/exchange/delivery.h"

#include <algorithm>

namespace renkei::exchange {
namespace {

constexpr base::Millis first_wait = 1'000;
constexpr base::Millis longest_wait = 300'000;
constexpr double certain_share = 1.0; // nothing of the wait is left to chance

} // namespace

bool Setbacks::may_try(const std::string& file, base::Millis now) const {
    const auto it = known_.find(file);
    return it == known_.end() || now >= it->second.next;
}

bool Setbacks::add(const std::string& file, diag::Message trouble, base::Millis now) {
    const bool is_news = std::ranges::none_of(known_, [&](const auto& each) { return each.second.trouble == trouble; });
    Setback& setback = known_[file];
    setback.next = now + back_off(first_wait, longest_wait, setback.failures, certain_share);
    setback.trouble = trouble;
    ++setback.failures;
    return is_news;
}

void Setbacks::forget_unless(const std::function<bool(const std::string&)>& is_there) {
    std::erase_if(known_, [&](const auto& each) { return !is_there(each.first); });
}

} // namespace renkei::exchange
