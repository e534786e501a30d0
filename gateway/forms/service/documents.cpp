#include "gateway/forms/service/documents.h"

#include "gateway/forms/record/value/record.h"
#include "gateway/forms/service/check.h"
#include "generated/messages/rules.h"

#include <set>
#include <utility>

namespace renkei::service {
namespace {

using diag::Finding;
using diag::Severity;

// Several documents of a file have the same items.
using Box = std::pair<std::string, std::uint32_t>;
Box box_of(const Finding& finding) { return {finding.item, finding.where.cell}; }

// Checks the rules that can be judged although `reading` refused single values.
void check_damaged(Workspace& workspace, const RecordSource& source, const diag::Report& reading,
                   diag::Report& report) {
    std::set<Box> refused;
    for (const Finding& finding : reading.findings()) {
        if (finding.severity == Severity::error && finding.item.empty()) {
            return; // more than a value is missing
        }
        if (finding.severity == Severity::error) {
            refused.insert(box_of(finding));
        }
    }
    if (record::canonical_text(workspace.record()).empty()) {
        return; // the line could not be cut into cells
    }
    diag::Report broken;
    check_rules(workspace, source, workspace.record(), broken);
    for (const Finding& finding : broken.findings()) {
        // a rule between items may only be broken because a value was refused
        if (finding.message != diag::message::rule_broken && !refused.contains(box_of(finding))) {
            report.add(finding);
        }
    }
}

} // namespace

Documents::Documents(Workspace& workspace, const Input& input, const ReadSettings& settings,
                     diag::Report& report)
    : workspace_(workspace),
      source_(open_source(workspace, input, settings, report)),
      found_(settings.most_findings),
      has_failed_(source_ == nullptr) {}

bool Documents::next() {
    if (source_ == nullptr) {
        return false;
    }
    found_ = diag::Report(found_.limit());
    status_ = source_->next(workspace_.record(), found_);
    has_failed_ |= status_ == ReadStatus::unusable;
    return status_ != ReadStatus::end;
}

diag::Report Documents::broken_rules() const {
    diag::Report out;
    if (status_ == ReadStatus::document) {
        check_rules(workspace_, *source_, workspace_.record(), out);
    } else if (status_ == ReadStatus::unusable) {
        check_damaged(workspace_, *source_, found_, out);
    }
    return out;
}

} // namespace renkei::service
