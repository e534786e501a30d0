#include "gateway/fhir/validate/walk/validator.h"

#include "gateway/core/json/place.h"
#include "gateway/fhir/validate/walk/document.h"
#include "gateway/fhir/validate/walk/validation_run.h"

#include <algorithm>
#include <cstddef>

namespace renkei::validate {
namespace {

// Nothing is fetched, so these targets are not judged. In R4 only a Reference has a text called `reference`.
std::size_t count_outside_targets(const Document& document) {
    const Tree& tree = document.source();
    std::size_t out = 0;
    for (NodeId node = 0; node < tree.size(); ++node) {
        if (tree[node].name != document.names().reference || !tree[node].is_string()) {
            continue;
        }
        const std::string_view reference = tree.text(node);
        const bool is_elsewhere = !reference.empty() && reference.front() != '#' &&
                                  !document.resolve(document.tree().parent(node), reference);
        out += is_elsewhere ? 1U : 0U;
    }
    return out;
}

} // namespace

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

diag::Finding finding_of(const NodeFinding& finding, const Tree& tree, ElementPaths& paths,
                         const json::Positions& positions) {
    const json::Position at = positions.at(tree[finding.at].begin);
    diag::Finding out = diag::finding(finding.message,
                                      {.offset = tree[finding.at].begin,
                                       .line = at.line,
                                       .column = at.column,
                                       .path = paths.at(finding.at)},
                                      *finding.args);
    out.severity = finding.severity;
    return out;
}

} // namespace

NotJudgedCounts Validator::validate(const Tree& tree, const ValidationOptions& options,
                                    diag::Report& report) {
    FindingCollector findings(options.max_findings);
    ValidationRun validation(state_->context, state_->asked, options, tree, state_->evaluator, findings);
    validation.run();
    NotJudgedCounts out = findings.not_judged();
    if (options.counts_outside_targets) {
        out[static_cast<std::size_t>(NotJudged::references)] += count_outside_targets(validation.document());
    }
    if (findings.findings().empty()) {
        return out;
    }
    std::vector<const NodeFinding*> sorted;
    for (const NodeFinding& finding : findings.findings()) {
        sorted.push_back(&finding);
    }
    std::ranges::stable_sort(sorted, {}, [](const NodeFinding* finding) { return finding->at; });
    const json::Positions positions(tree.input());
    ElementPaths paths(validation.document());
    for (const NodeFinding* finding : sorted) {
        report.add(finding_of(*finding, tree, paths, positions));
    }
    for (const diag::Severity severity :
         {diag::Severity::information, diag::Severity::warning, diag::Severity::error}) {
        report.add_not_shown(severity, findings.not_kept(severity));
    }
    return out;
}

} // namespace renkei::validate
