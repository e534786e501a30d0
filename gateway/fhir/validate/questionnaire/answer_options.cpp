#include "gateway/fhir/validate/questionnaire/answer_check.h"
#include "gateway/fhir/validate/questionnaire/answer_order.h"
#include "gateway/fhir/validate/terminology/coding_rules.h"
#include "generated/messages/validate_questionnaire.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace renkei::validate {
namespace {

constexpr std::string_view exclusive_url =
    "http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive";

std::string names_of_options(const std::vector<TreeNode>& options) {
    constexpr std::size_t most = 10;
    std::string out;
    for (std::size_t at = 0; at < options.size() && at < most; ++at) {
        out += fmt::format("{}{}", out.empty() ? "" : ", ", display_text(answer_of(options[at], "value")));
    }
    return options.size() > most ? out + " …" : out;
}

bool same_without_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    });
}

// A text that should have been chosen from the options.
void check_free_text(ValidationRun& validation, const GivenAnswer& given,
                     const std::vector<TreeNode>& options) {
    const std::string_view text = given.value.node.text();
    const bool is_option = std::ranges::any_of(options, [&](TreeNode option) {
        const TreeNode coding = option.child("valueCoding");
        return same_without_case(coding.text("display"), text) ||
               same_without_case(coding.text("code"), text);
    });
    if (is_option && !text.empty()) {
        validation.report(message::response_text_is_option, given.node.id(), {display_text(given.value)});
    }
}

bool is_option(ValidationRun& validation, const AnswerValue& answer, const AnswerValue& option) {
    if (answer.type != option.type) {
        return false;
    }
    if (answer.type != AnswerType::coding) {
        return compare(validation, answer, option) == AnswerOrder::equal;
    }
    const bool is_coded = !option.node.text("code").empty();
    return answer.node.text("system") == option.node.text("system") &&
           (is_coded ? answer.node.text("code") == option.node.text("code")
                     : answer.node.text("display") == option.node.text("display"));
}

void check_listed(ValidationRun& validation, const GivenAnswer& given, const std::vector<TreeNode>& options) {
    bool has_type = false;
    for (const TreeNode option : options) {
        const AnswerValue value = answer_of(option, "value");
        has_type = has_type || value.type == given.value.type;
        if (!is_option(validation, given.value, value)) {
            continue;
        }
        if (given.count > 1 && extension_value(option, exclusive_url).text() == "true") {
            validation.report(message::response_not_alone, given.node.id(),
                              {display_text(given.value), std::to_string(given.count)});
        }
        return;
    }
    if (!has_type) {
        validation.report(message::response_no_such_options, given.node.id(),
                          {name_of(given.value.type), names_of_options(options)});
        return;
    }
    const bool is_primitive =
        given.value.type != AnswerType::coding && given.value.type != AnswerType::reference;
    validation.report(message::response_not_an_option, is_primitive ? given.value.node.id() : given.node.id(),
                      {display_text(given.value), names_of_options(options)});
}

void report_member(ValidationRun& validation, const GivenAnswer& given, std::string_view canonical,
                   const terminology::MembershipResult& result) {
    if (result.member == definitions::Tristate::no) {
        validation.report(message::response_not_in_value_set, given.value.node.id(),
                          {display_text(given.value), canonical, given.question.link_id});
    } else if (result.member == definitions::Tristate::unknown) {
        validation.report(message::response_code_not_checked, given.value.node.id(),
                          {display_text(given.value), canonical, result.unchecked.about});
    }
}

void check_member(ValidationRun& validation, const GivenAnswer& given, std::string_view canonical,
                  AnswerValueSets& value_sets) {
    const bool is_coding = given.value.type == AnswerType::coding;
    const terminology::Terminology& terminology = validation.context().terminology();
    const terminology::ValueSetHandle set = value_sets.find(canonical);
    if (set == nullptr) {
        validation.report(message::questionnaire_value_set_unknown, given.node.id(), {canonical});
        return;
    }
    if (!is_coding) {
        report_member(validation, given, canonical, terminology.validate_code(set, given.value.node.text()));
        return;
    }
    const terminology::Coding coding = coding_of(validation.document(), given.value.node.id());
    if (!coding.system.empty()) {
        report_member(validation, given, canonical,
                      terminology.validate(set, coding, {.languages = validation.options().languages}));
    }
}

// Free text where the questionnaire allows it.
bool is_free_text(const GivenAnswer& given) {
    return given.question.type == QuestionItemType::open_choice &&
           (given.value.type == AnswerType::string ||
            (given.value.type == AnswerType::coding && given.value.node.text("system").empty() &&
             given.value.node.text("code").empty()));
}

} // namespace

void check_options(ValidationRun& validation, const GivenAnswer& given, AnswerValueSets& value_sets) {
    const bool is_coding = given.value.type == AnswerType::coding;
    if (is_coding && given.value.node.text("system").empty() && !given.value.node.text("code").empty()) {
        validation.report(message::response_coding_without_system, given.value.node.id(),
                          {display_text(given.value)});
    }
    const std::vector<TreeNode> options = given.question.node.list("answerOption");
    if (is_free_text(given)) {
        check_free_text(validation, given, options);
        return;
    }
    if (!options.empty()) {
        check_listed(validation, given, options);
        return;
    }
    const std::string_view canonical = given.question.node.text("answerValueSet");
    const bool is_choice = given.question.type == QuestionItemType::choice ||
                           given.question.type == QuestionItemType::open_choice;
    if (!canonical.empty() && (is_coding || (!is_choice && given.value.type == AnswerType::string))) {
        check_member(validation, given, canonical, value_sets);
    } else if (is_choice) {
        validation.report(message::response_no_option_list, given.node.id(),
                          {given.question.link_id, name_of(given.value.type)});
    }
}

} // namespace renkei::validate
