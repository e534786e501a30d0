#include "gateway/service/check.h"

#include <algorithm>
#include <set>
#include <utility>

namespace renkei::service {
namespace {

using diag::Finding;
using diag::Severity;

// Several documents of a file have the same items.
using Box = std::pair<std::string, std::uint32_t>;
Box box_of(const Finding& finding) { return {finding.item, finding.where.cell}; }

}  // namespace

void check_rules(Worker& worker, const Source& source, const forms::Record& record, diag::Report& report) {
    worker.rules(source.plan(), source.syntax()).check(record, report, [&](const forms::Spot& spot) { return source.where(spot); });
}

void check_damaged(Worker& worker, const Source& source, const forms::Record& record, const diag::Report& reading, diag::Report& report) {
    std::set<Box> refused;
    for (const Finding& finding : reading.findings()) {
        if (finding.severity == Severity::error && finding.item.empty()) {
            return;  // more than a value is missing
        }
        if (finding.severity == Severity::error) {
            refused.insert(box_of(finding));
        }
    }
    if (forms::canonical_text(record).empty()) {
        return;  // the line could not be cut into cells
    }
    diag::Report broken;
    check_rules(worker, source, record, broken);
    for (const Finding& finding : broken.findings()) {
        // a rule between items may only be broken because a value was refused
        if (finding.message != diag::Message::rule_broken && !refused.contains(box_of(finding))) {
            report.add(finding);
        }
    }
}

Outcome check(Worker& worker, const Input& input, const ReadSettings& settings) {
    Outcome out;
    out.input = input.name;
    const std::unique_ptr<Source> source = open_source(worker, input, settings, out.report);
    bool refused = source == nullptr;
    for (Next next = refused ? Next::end : Next::document; next != Next::end;) {
        const forms::Record& record = worker.record();
        diag::Report found;
        next = source->next(worker.record(), found);
        out.report.append(found);
        diag::Report broken;
        if (next == Next::document) {
            check_rules(worker, *source, record, broken);
        } else if (next == Next::unusable) {
            check_damaged(worker, *source, record, found, broken);
        }
        refused |= next == Next::unusable || broken.at_least(Severity::error);
        out.report.append(broken);
    }
    out.report.set_file(input.name);
    out.verdict = refused ? Verdict::refused : Verdict::done;
    return out;
}

}  // namespace renkei::service
