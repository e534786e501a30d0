#include "gateway/fhir/validate/core/validator.h"

#include "gateway/core/json/place.h"
#include "gateway/fhir/validate/core/check.h"
#include "gateway/fhir/validate/core/document.h"

#include <algorithm>

namespace renkei::validate {

struct Validator::State {
    const ValidationContext& context;
    LookupCache asked;
    fhirpath::Evaluator evaluator;
};

Validator::Validator(const ValidationContext& context)
    : state_(
          std::make_unique<State>(State{context, LookupCache(context), fhirpath::Evaluator(context.r4())})) {}
Validator::Validator(Validator&&) noexcept = default;
Validator::~Validator() = default;

namespace {

diag::Finding finding_of(const Issue& issue, const Document& document, const json::Positions& positions) {
    const json::Tree& tree = document.tree();
    const json::Position at = positions.at(tree[issue.at].begin);
    diag::Finding out = diag::finding(issue.message,
                                      {.offset = tree[issue.at].begin,
                                       .line = at.line,
                                       .column = at.column,
                                       .path = path_of(document, issue.at)},
                                      issue.args);
    out.severity = issue.severity;
    return out;
}

// As bad as the worst of them.
diag::Finding more_findings(const IssueCollector& sink) {
    diag::Finding out =
        diag::finding(diag::Message::validate_more_findings, {}, {std::to_string(sink.not_kept())});
    out.severity = sink.errors_not_kept() > 0 ? diag::Severity::error : out.severity;
    return out;
}

} // namespace

void Validator::validate(const json::Tree& tree, const ValidationOptions& options, diag::Report& report) {
    IssueCollector sink(options.most_findings);
    Check check(state_->context, state_->asked, options, tree, state_->evaluator, sink);
    check.run();
    if (sink.issues().empty()) {
        return;
    }
    std::vector<const Issue*> sorted;
    for (const Issue& issue : sink.issues()) {
        sorted.push_back(&issue);
    }
    std::ranges::stable_sort(sorted, {}, [](const Issue* issue) { return issue->at; });
    const json::Positions positions(tree.input());
    for (const Issue* issue : sorted) {
        report.add(finding_of(*issue, check.document(), positions));
    }
    if (sink.not_kept() > 0) {
        report.add(more_findings(sink));
    }
}

} // namespace renkei::validate
