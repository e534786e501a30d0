#include "gateway/network/folders/file_retries.h"

#include "gateway/core/base/back_off.h"

#include <algorithm>

namespace renkei::folders {
namespace {

using base::back_off;

constexpr base::Millis first_wait = 1'000;
constexpr base::Millis max_wait = 300'000;
constexpr double certain_share = 1.0; // nothing of the wait is left to chance

} // namespace

bool FileRetries::may_try(const std::string& file, base::Millis now) const {
    const auto it = known_.find(file);
    return it == known_.end() || now >= it->second.next;
}

bool FileRetries::add(const std::string& file, diag::Message problem, base::Millis now) {
    const bool is_new =
        std::ranges::none_of(known_, [&](const auto& each) { return each.second.problem == problem; });
    FileRetry& setback = known_[file];
    setback.next = now + back_off(first_wait, max_wait, setback.failures, certain_share);
    setback.problem = problem;
    ++setback.failures;
    return is_new;
}

void FileRetries::forget_unless(const std::function<bool(const std::string&)>& is_there) {
    std::erase_if(known_, [&](const auto& each) { return !is_there(each.first); });
}

} // namespace renkei::folders
