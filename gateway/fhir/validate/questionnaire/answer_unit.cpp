#include "gateway/fhir/validate/questionnaire/answer_check.h"
#include "generated/messages/validate_questionnaire.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::validate {
namespace {

constexpr std::string_view option_url = "http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption";
constexpr std::string_view value_set_url =
    "http://hl7.org/fhir/StructureDefinition/questionnaire-unitValueSet";

bool is_unit_option(TreeNode quantity, TreeNode option) {
    const auto agrees = [&](std::string_view name) {
        return option.text(name).empty() || option.text(name) == quantity.text(name);
    };
    if (!quantity.text("code").empty()) {
        return agrees("system") && agrees("code");
    }
    const std::string_view unit = quantity.text("unit");
    return !unit.empty() && (unit == option.text("display") || unit == option.text("code"));
}

std::string names_of_units(const std::vector<TreeNode>& options) {
    std::string out;
    for (const TreeNode option : options) {
        const TreeNode coding = option.choice("value");
        const std::string_view display = coding.text("display");
        out += fmt::format("{}{}", out.empty() ? "" : ", ", display.empty() ? coding.text("code") : display);
    }
    return out;
}

void check_in_value_set(ValidationRun& validation, const GivenAnswer& given, std::string_view canonical,
                        AnswerValueSets& value_sets) {
    const TreeNode quantity = given.value.node;
    const terminology::ValueSetHandle set = value_sets.find(canonical);
    if (set == nullptr) {
        validation.report(message::questionnaire_value_set_unknown, quantity.id(), {canonical});
        return;
    }
    const terminology::Coding unit{.system = quantity.text("system"), .code = quantity.text("code")};
    const terminology::MembershipResult result = validation.context().terminology().validate(set, unit);
    if (unit.code.empty() || result.member == definitions::Tristate::no) {
        validation.report(message::response_unit_not_in_value_set, quantity.id(),
                          {display_text(given.value), canonical});
    } else if (result.member == definitions::Tristate::unknown) {
        validation.report(message::response_code_not_checked, quantity.id(),
                          {display_text(given.value), canonical, result.unchecked.about});
    }
}

} // namespace

void check_unit(ValidationRun& validation, const GivenAnswer& given, AnswerValueSets& value_sets) {
    if (given.value.type != AnswerType::quantity) {
        return;
    }
    const std::vector<TreeNode> options = extensions(given.question.node, option_url);
    const bool is_listed = std::ranges::any_of(
        options, [&](TreeNode option) { return is_unit_option(given.value.node, option.choice("value")); });
    if (is_listed) {
        return;
    }
    // a questionnaire may name units in both ways
    if (const std::string_view set = extension_value(given.question.node, value_set_url).text();
        !set.empty()) {
        check_in_value_set(validation, given, set, value_sets);
    } else if (!options.empty()) {
        validation.report(message::response_unit_not_allowed, given.value.node.id(),
                          {display_text(given.value), names_of_units(options)});
    }
}

} // namespace renkei::validate
