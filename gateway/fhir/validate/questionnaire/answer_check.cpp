#include "gateway/fhir/validate/questionnaire/answer_check.h"

#include "generated/messages/validate_questionnaire.h"

namespace renkei::validate {

void check_answer(ValidationRun& validation, const GivenAnswer& given, AnswerValueSets& value_sets) {
    if (!given.value) {
        return; // only items inside
    }
    if (!takes(given.question.type, given.value.type)) {
        validation.report(diag::message::response_answer_type, given.value.node.id(),
                          {given.question.link_id,
                           given.value.type == AnswerType::none
                               ? std::string(given.value.node.suffix("value"))
                               : std::string(name_of(given.value.type)),
                           names_of_answers(given.question.type)});
        return;
    }
    check_options(validation, given, value_sets);
    check_limits(validation, given);
    check_text_answer(validation, given);
    check_unit(validation, given, value_sets);
    check_attached(validation, given);
    check_referred(validation, given);
}

} // namespace renkei::validate
