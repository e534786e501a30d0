#include "gateway/core/text/utf8.h"
#include "gateway/fhir/validate/questionnaire/answer_check.h"
#include "generated/messages/validate_questionnaire.h"

#include <re2/re2.h>

#include <charconv>
#include <optional>

namespace renkei::validate {
namespace {

std::optional<std::size_t> number_of(std::string_view text) {
    std::size_t out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    return text.empty() || read.ec != std::errc() ? std::nullopt : std::optional(out);
}

void check_answer_length(ValidationRun& validation, const GivenAnswer& given) {
    const std::size_t size = text::count_code_points(given.value.node.text());
    const auto least = number_of(
        extension_value(given.question.node, "http://hl7.org/fhir/StructureDefinition/minLength").text());
    if (least && size < *least) {
        validation.report(message::response_too_short, given.value.node.id(),
                          {std::to_string(size), std::to_string(*least)});
    }
    const auto most = number_of(given.question.node.text("maxLength"));
    if (most && size > *most) {
        validation.report(message::response_too_long, given.value.node.id(),
                          {std::to_string(size), std::to_string(*most)});
    }
}

// A pattern that RE2 cannot read (looking ahead, referring back) is not checked.
void check_format(ValidationRun& validation, const GivenAnswer& given) {
    const std::string_view pattern =
        extension_value(given.question.node, "http://hl7.org/fhir/StructureDefinition/regex").text();
    if (pattern.empty()) {
        return;
    }
    RE2::Options options;
    options.set_log_errors(false);
    const RE2 expression(re2::StringPiece(pattern.data(), pattern.size()), options);
    const std::string_view answer = given.value.node.text();
    if (!expression.ok() || RE2::FullMatch(re2::StringPiece(answer.data(), answer.size()), expression)) {
        return;
    }
    const std::string_view for_people =
        extension_value(given.question.node, "http://hl7.org/fhir/StructureDefinition/entryFormat").text();
    validation.report(message::response_wrong_format, given.value.node.id(),
                      {display_text(given.value), for_people.empty() ? pattern : for_people});
}

} // namespace

void check_text_answer(ValidationRun& validation, const GivenAnswer& given) {
    if (given.value.type != AnswerType::string && given.value.type != AnswerType::uri) {
        return;
    }
    check_answer_length(validation, given);
    check_format(validation, given);
    if (given.question.type == QuestionItemType::string &&
        given.value.node.text().find_first_of("\r\n") != std::string_view::npos) {
        validation.report(message::response_line_break, given.value.node.id(), {given.question.link_id});
    }
}

} // namespace renkei::validate
