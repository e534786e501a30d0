#include "gateway/fhir/validate/questionnaire/questionnaire_rules.h"

#include "gateway/fhir/validate/questionnaire/enable_when.h"
#include "generated/messages/validate_questionnaire.h"

namespace renkei::validate {
namespace {

bool is_order(std::string_view sign) { return sign == "<" || sign == ">" || sign == "<=" || sign == ">="; }

void check_comparison(ValidationRun& validation, TreeNode condition, const Question& target) {
    const AnswerValue wanted = answer_of(condition, "answer");
    const std::string_view sign = condition.text("operator");
    if (!has_answers(target.type)) {
        validation.report(message::questionnaire_enable_unanswerable, condition.id(),
                          {target.link_id, target.node.text("type")});
        return;
    }
    if (sign == "exists" || !wanted) {
        return; // que-7 asks for a boolean
    }
    if (!takes(target.type, wanted.type)) {
        validation.report(message::questionnaire_enable_answer_type, condition.id(),
                          {target.link_id, name_of(wanted.type), names_of_answers(target.type)});
    } else if (is_order(sign) && !has_order(wanted.type)) {
        validation.report(message::questionnaire_enable_operator, condition.id(),
                          {sign, name_of(wanted.type)});
    }
}

void check_condition(ValidationRun& validation, const QuestionIndex& index, QuestionId id,
                     TreeNode condition) {
    const std::string_view named = condition.text("question");
    const QuestionId target = index.find(named);
    const NodeId at = index[id].node.id();
    if (named.empty()) {
        return; // its cardinality says so
    }
    if (target == no_question) {
        validation.report(message::questionnaire_enable_no_target, at, {named});
        return;
    }
    if (target == id) {
        validation.report(message::questionnaire_enable_self, at, {named});
        return;
    }
    if (index.is_inside(target, id)) {
        validation.report(message::questionnaire_enable_inner, at, {named});
        return;
    }
    if (target > id) {
        validation.report(message::questionnaire_enable_later, at, {named});
    }
    check_comparison(validation, condition, index[target]);
}

// que-12 says "more than one", but its expression in R4 only looks at three and more.
void check_behavior(ValidationRun& validation, const Question& question) {
    const std::size_t conditions = question.node.list("enableWhen").size();
    if (conditions == 2 && !question.node.child("enableBehavior")) {
        validation.report(message::questionnaire_enable_behavior, question.node.id(),
                          {question.link_id, std::to_string(conditions)});
    }
}

void check_condition_expression(ValidationRun& validation, const Question& question) {
    const std::string_view expression = condition_expression(question.node);
    if (expression.empty()) {
        return;
    }
    if (const auto compiled = fhirpath::compile(expression, validation.r4()); !compiled) {
        validation.report(message::questionnaire_expression_unreadable, question.node.id(),
                          {expression, to_text(compiled.error(), diag::Language::english)});
    }
}

} // namespace

void check_questionnaire(ValidationRun& validation, NodeId resource) {
    const QuestionIndex index({validation.tree().whole(), resource});
    check_derivation(validation, index);
    for (QuestionId id = 0; id < index.questions().size(); ++id) {
        for (const TreeNode condition : index[id].node.list("enableWhen")) {
            check_condition(validation, index, id, condition);
        }
        check_behavior(validation, index[id]);
        check_condition_expression(validation, index[id]);
        check_question(validation, index[id]);
    }
}

} // namespace renkei::validate
