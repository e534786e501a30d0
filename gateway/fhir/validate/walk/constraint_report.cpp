#include "gateway/fhir/validate/walk/constraint_report.h"

#include "generated/messages/validate.h"

namespace renkei::validate {
namespace {

namespace message = diag::message;
using diag::Severity;

std::optional<Severity> constraint_severity(const profiles::Constraint& constraint,
                                            BestPractice best_practice) {
    if (!constraint.is_best_practice) {
        return constraint.is_error ? Severity::error : Severity::warning;
    }
    switch (best_practice) {
    case BestPractice::ignore: return std::nullopt;
    case BestPractice::information: return Severity::information;
    case BestPractice::warning: return Severity::warning;
    case BestPractice::error: return Severity::error;
    }
    return std::nullopt;
}

} // namespace

void report_constraint(ValidationRun& validation, const ConstraintPlan& plan, json::NodeId place,
                       const diag::Result<fhirpath::InvariantResult>& result) {
    const profiles::Constraint& it = *plan.constraint;
    if (plan.expression == nullptr) {
        validation.report(message::validate_constraint_unreadable,
                          it.is_error ? Severity::warning : Severity::information, place,
                          {std::string(it.key), std::string(it.expression.substr(0, 200)),
                           to_text(*plan.problem, diag::Language::english)});
        return;
    }
    if (!result) {
        validation.report(message::validate_constraint_fails, place,
                          {std::string(it.key), std::string(it.expression),
                           to_text(result.error(), diag::Language::english)});
        return;
    }
    if (*result == fhirpath::InvariantResult::undecidable) {
        validation.report(message::validate_constraint_undecided, place,
                          {std::string(it.key), std::string(it.expression)});
        return;
    }
    if (*result != fhirpath::InvariantResult::yes) { // nothing at all is not true either: per-1 of dates
                                                     // that cannot be compared
        if (const auto severity = constraint_severity(it, validation.options().best_practice)) {
            validation.report(message::validate_constraint, *severity, place,
                              {std::string(it.key), std::string(it.human), std::string(it.expression)});
        }
    }
}

} // namespace renkei::validate
