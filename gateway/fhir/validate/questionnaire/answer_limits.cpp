#include "gateway/fhir/validate/questionnaire/answer_check.h"
#include "gateway/fhir/validate/questionnaire/answer_order.h"
#include "generated/messages/validate_questionnaire.h"

#include <array>
#include <charconv>

namespace renkei::validate {
namespace {

struct LimitRow {
    std::string_view url;
    AnswerOrder crossed;
    Message message;
};
constexpr std::array limits{
    LimitRow{"http://hl7.org/fhir/StructureDefinition/minValue", AnswerOrder::less,
             message::response_below_minimum},
    LimitRow{"http://hl7.org/fhir/StructureDefinition/maxValue", AnswerOrder::greater,
             message::response_above_maximum},
    LimitRow{"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-minQuantity",
             AnswerOrder::less, message::response_below_minimum},
    LimitRow{"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-maxQuantity",
             AnswerOrder::greater, message::response_above_maximum},
};

void check_limit(ValidationRun& validation, const GivenAnswer& given, const LimitRow& row,
                 const AnswerValue& limit) {
    const NodeId at = given.value.node.id();
    const bool is_quantity = given.value.type == AnswerType::quantity;
    if (is_quantity && limit.type == AnswerType::quantity &&
        (!has_formal_unit(given.value.node) || !has_formal_unit(limit.node))) {
        validation.report(message::response_not_comparable, at,
                          {display_text(given.value), display_text(limit)});
        return;
    }
    const AnswerOrder order = compare(validation, given.value, limit);
    if (order == row.crossed) {
        validation.report(row.message, at,
                          {display_text(given.value), display_text(limit), given.question.link_id});
    } else if (is_quantity && order == AnswerOrder::unknown) {
        validation.report(message::response_not_comparable, at,
                          {display_text(given.value), display_text(limit)});
    }
}

void check_decimal_places(ValidationRun& validation, const GivenAnswer& given) {
    const bool is_quantity = given.value.type == AnswerType::quantity;
    const TreeNode number = is_quantity ? given.value.node.child("value") : given.value.node;
    const std::string_view max_text =
        extension_value(given.question.node, "http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces")
            .text();
    int most = 0;
    const auto read = std::from_chars(max_text.data(), max_text.data() + max_text.size(), most);
    const auto value = base::Decimal::parse(number.text());
    if (max_text.empty() || read.ec != std::errc() || !value || value->scale <= most) {
        return;
    }
    validation.report(message::response_decimal_places, number.id(),
                      {number.text(), std::to_string(value->scale), std::to_string(most)});
}

} // namespace

void check_limits(ValidationRun& validation, const GivenAnswer& given) {
    for (const LimitRow& row : limits) {
        if (const AnswerValue limit = answer_of(extension(given.question.node, row.url), "value")) {
            check_limit(validation, given, row, limit);
        }
    }
    if (given.value.type == AnswerType::decimal || given.value.type == AnswerType::quantity) {
        check_decimal_places(validation, given);
    }
}

} // namespace renkei::validate
