#include "gateway/fhir/validate/walk/finding_collector.h"

#include "gateway/core/base/text_hash.h"

#include <functional>

namespace renkei::validate {
namespace {

std::size_t issue_hash(const NodeFinding& finding) {
    std::size_t out = std::hash<std::uint64_t>{}((std::uint64_t{finding.at} << 16U) ^
                                                 static_cast<std::uint64_t>(finding.message));
    for (const std::string& arg : finding.args) {
        out = out * 31 + base::TextHash{}(arg);
    }
    return out;
}

bool same(const NodeFinding& a, const NodeFinding& b) {
    return a.at == b.at && a.message == b.message && a.args == b.args;
}

} // namespace

void FindingCollector::add(NodeFinding finding) {
    const std::size_t hash = issue_hash(finding);
    const auto [first, last] = known_.equal_range(hash);
    for (auto at = first; at != last; ++at) {
        NodeFinding& known = findings_[at->second];
        if (same(known, finding)) { // a profile may be stricter about what the type only recommends
            raise(known, finding.severity);
            return;
        }
    }
    if (const std::optional<NotJudged> kind = validate::not_judged(finding.message)) {
        ++not_judged_[static_cast<std::size_t>(*kind)];
    }
    const bool is_error = finding.severity == diag::Severity::error;
    errors_ += is_error ? 1U : 0U;
    if (findings_.size() >= (is_error ? 2 * max_ : max_)) {
        ++not_kept_[static_cast<std::size_t>(finding.severity)];
        return;
    }
    known_.emplace(hash, findings_.size());
    findings_.push_back(std::move(finding));
}

void FindingCollector::raise(NodeFinding& known, diag::Severity severity) {
    if (severity > known.severity) {
        errors_ += severity == diag::Severity::error ? 1U : 0U;
        known.severity = severity;
    }
}

} // namespace renkei::validate
