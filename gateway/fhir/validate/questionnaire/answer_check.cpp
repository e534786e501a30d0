#include "gateway/fhir/validate/questionnaire/answer_check.h"

namespace renkei::validate {

void check_answer(Check& check, const GivenAnswer& given, AnswerValueSets& value_sets) {
    if (!given.value) {
        return; // only items inside
    }
    if (!takes(given.question.type, given.value.type)) {
        check.report(diag::Message::response_answer_type, given.value.node.id(),
                     {std::string(given.question.link_id),
                      given.value.type == AnswerType::none ? std::string(given.value.node.suffix("value"))
                                                           : std::string(name_of(given.value.type)),
                      names_of_answers(given.question.type)});
        return;
    }
    check_options(check, given, value_sets);
    check_limits(check, given);
    check_text_answer(check, given);
    check_unit(check, given, value_sets);
    check_attached(check, given);
    check_referred(check, given);
}

} // namespace renkei::validate
