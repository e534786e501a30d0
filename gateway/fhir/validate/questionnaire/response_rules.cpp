#include "gateway/core/time/moment.h"
#include "gateway/fhir/validate/elements/primitives.h"
#include "gateway/fhir/validate/questionnaire/questionnaire_rules.h"
#include "gateway/fhir/validate/questionnaire/questionnaire_search.h"
#include "gateway/fhir/validate/questionnaire/response_walk.h"
#include "generated/messages/validate_questionnaire.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::validate {
namespace {

using time::Moment;

bool is_example(const ValidationRun& validation, std::string_view url) {
    return validation.options().example_urls && is_example_url(url);
}

void report_absent(ValidationRun& validation, NodeId at, std::string_view canonical,
                   std::string_view other_version) {
    if (!other_version.empty()) {
        validation.report(message::response_questionnaire_version, at, {canonical, other_version});
        return;
    }
    const auto severity =
        is_example(validation, canonical) ? diag::Severity::information : diag::Severity::warning;
    validation.report(message::response_questionnaire_unknown, severity, at, {canonical});
}

void check_period(ValidationRun& validation, TreeNode response, TreeNode questionnaire) {
    const TreeNode authored = response.child("authored");
    const TreeNode period = questionnaire.child("effectivePeriod");
    const auto order = [&](std::string_view bound) {
        const auto when = Moment::date_time(authored.text());
        const auto limit = Moment::date_time(period.text(bound));
        return when && limit ? compare(*when, *limit) : time::Order::unknown;
    };
    if (order("end") == time::Order::greater) {
        validation.report(message::response_after_period, authored.id(),
                          {authored.text(), period.text("end")});
    }
    if (order("start") == time::Order::less) {
        validation.report(message::response_before_period, authored.id(),
                          {authored.text(), period.text("start")});
    }
}

std::string_view type_of_subject(const ValidationRun& validation, TreeNode subject) {
    const std::string_view reference = subject.text("reference");
    if (const auto target = validation.document().resolve(subject.id(), reference)) {
        return validation.document().resource_type(target->resource);
    }
    const ReferenceParts parts = parts_of(reference, validation.r4());
    return parts.type.empty() ? subject.text("type") : parts.type;
}

void check_subject(ValidationRun& validation, TreeNode response, TreeNode questionnaire) {
    const std::vector<TreeNode> allowed = questionnaire.list("subjectType");
    const TreeNode subject = response.child("subject");
    const std::string_view type = subject ? type_of_subject(validation, subject) : std::string_view();
    if (allowed.empty() || type.empty() ||
        std::ranges::any_of(allowed, [&](TreeNode one) { return one.text() == type; })) {
        return;
    }
    std::string names;
    for (const TreeNode one : allowed) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", one.text());
    }
    validation.report(message::response_subject_type, subject.id(), {type, names});
}

} // namespace

void check_questionnaire_response(ValidationRun& validation, NodeId resource) {
    const TreeNode response(validation.tree().whole(), resource);
    const TreeNode named = response.child("questionnaire");
    const std::string_view canonical = named.text();
    if (canonical.empty()) {
        validation.report(message::response_without_questionnaire, resource);
        return;
    }
    const FoundQuestionnaire found = find_questionnaire(validation, named.id(), canonical);
    if (!found.questionnaire) {
        report_absent(validation, named.id(), canonical, found.other_version);
        return;
    }
    if (found.questionnaire.text("status") == "retired") {
        validation.report(message::response_questionnaire_retired, named.id(), {canonical});
    }
    check_period(validation, response, found.questionnaire);
    check_subject(validation, response, found.questionnaire);
    const QuestionIndex index(found.questionnaire);
    ResponseWalk(validation, index, resource).run();
}

} // namespace renkei::validate
