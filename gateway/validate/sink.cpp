#include "gateway/validate/sink.h"

#include <functional>

namespace renkei::validate {

void Sink::add(Issue issue) {
    std::size_t hash = std::hash<std::uint64_t>{}((std::uint64_t{issue.at} << 16U) ^
                                                  static_cast<std::uint64_t>(issue.message));
    for (const std::string& arg : issue.args) {
        hash = hash * 31 + std::hash<std::string>{}(arg);
    }
    if (!known_.insert(hash).second) {
        return;
    }
    errors_ += issue.severity == diag::Severity::error ? 1U : 0U;
    if (issues_.size() >= most_) {
        ++not_kept_;
        return;
    }
    issues_.push_back(std::move(issue));
}

} // namespace renkei::validate
