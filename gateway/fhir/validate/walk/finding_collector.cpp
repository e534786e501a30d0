#include "gateway/fhir/validate/walk/finding_collector.h"

#include "gateway/core/base/text_hash.h"

#include <utility>

namespace renkei::validate {
namespace {

std::size_t issue_hash(const NodeFinding& finding) {
    constexpr std::uint64_t spread = 0x9E3779B97F4A7C15;
    std::size_t out =
        ((std::uint64_t{finding.at} << 16U) ^ static_cast<std::uint64_t>(finding.message)) * spread;
    for (const std::string& arg : *finding.args) {
        out = out * 31 + base::TextHash{}(arg);
    }
    return out;
}

bool same(const NodeFinding& a, const NodeFinding& b) {
    return a.at == b.at && a.message == b.message && (a.args == b.args || *a.args == *b.args);
}

} // namespace

void FindingCollector::add(NodeFinding finding) {
    const std::size_t hash = issue_hash(finding);
    std::uint32_t& last = last_[hash >> 56U];
    for (std::uint32_t at = last; at != 0; at = chains_[at - 1].before) {
        NodeFinding& known = findings_[at - 1];
        if (chains_[at - 1].hash == hash && same(known, finding)) {
            raise(known, finding.severity); // a profile may be stricter about what the type only recommends
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
    findings_.push_back(std::move(finding));
    chains_.push_back({hash, std::exchange(last, static_cast<std::uint32_t>(findings_.size()))});
}

void FindingCollector::raise(NodeFinding& known, diag::Severity severity) {
    if (severity > known.severity) {
        errors_ += severity == diag::Severity::error ? 1U : 0U;
        known.severity = severity;
    }
}

} // namespace renkei::validate
