#include "gateway/fhir/validate/core/issue_collector.h"

#include "gateway/core/base/text_hash.h"

#include <functional>

namespace renkei::validate {
namespace {

std::size_t issue_hash(const Issue& issue) {
    std::size_t out = std::hash<std::uint64_t>{}((std::uint64_t{issue.at} << 16U) ^
                                                 static_cast<std::uint64_t>(issue.message));
    for (const std::string& arg : issue.args) {
        out = out * 31 + base::TextHash{}(arg);
    }
    return out;
}

bool same(const Issue& a, const Issue& b) {
    return a.at == b.at && a.message == b.message && a.args == b.args;
}

} // namespace

void IssueCollector::add(Issue issue) {
    const std::size_t hash = issue_hash(issue);
    const auto [first, last] = known_.equal_range(hash);
    for (auto at = first; at != last; ++at) {
        Issue& known = issues_[at->second];
        if (same(known, issue)) { // a profile may be stricter about what the type only recommends
            raise(known, issue.severity);
            return;
        }
    }
    const bool is_error = issue.severity == diag::Severity::error;
    errors_ += is_error ? 1U : 0U;
    if (issues_.size() >= (is_error ? 2 * most_ : most_)) {
        ++not_kept_;
        errors_not_kept_ += is_error ? 1U : 0U;
        return;
    }
    known_.emplace(hash, issues_.size());
    issues_.push_back(std::move(issue));
}

void IssueCollector::raise(Issue& known, diag::Severity severity) {
    if (severity > known.severity) {
        errors_ += severity == diag::Severity::error ? 1U : 0U;
        known.severity = severity;
    }
}

} // namespace renkei::validate
