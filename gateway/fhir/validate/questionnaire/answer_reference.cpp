#include "gateway/fhir/validate/questionnaire/answer_check.h"
#include "generated/messages/validate_questionnaire.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace renkei::validate {
namespace {

constexpr std::string_view resource_url =
    "http://hl7.org/fhir/StructureDefinition/questionnaire-referenceResource";
constexpr std::string_view profile_url =
    "http://hl7.org/fhir/StructureDefinition/questionnaire-referenceProfile";

// "Patient" of ".../Patient/1"; empty: there is nothing before the id.
std::string_view type_in_reference(std::string_view reference) {
    reference = reference.substr(0, reference.find("/_history/"));
    const std::size_t last = reference.rfind('/');
    if (last == std::string_view::npos || last == 0 || reference.starts_with("urn:")) {
        return {};
    }
    const std::size_t before = reference.rfind('/', last - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    return reference.substr(begin, last - begin);
}

std::string_view type_of_target(const ValidationRun& validation, TreeNode value) {
    const std::string_view reference = value.text("reference");
    if (const auto target = validation.document().resolve(value.id(), reference)) {
        return validation.document().resource_type(target->resource);
    }
    const std::string_view type_name = type_in_reference(reference);
    return is_resource_type(validation.r4(), type_name) ? type_name : value.text("type");
}

// Only what can be nothing but "Type/id" has to name a type; any other URL may have what form it likes,
// unless absolute references are asked to name one, too.
void check_form(ValidationRun& validation, TreeNode value) {
    const std::string_view reference = value.text("reference");
    if (std::ranges::any_of(reference, [](unsigned char c) { return std::isspace(c) != 0; })) {
        validation.report(message::response_reference_malformed, value.child("reference").id(), {reference});
    }
    const std::string_view type_name = type_in_reference(reference);
    const bool is_absolute = reference.find("://") != std::string_view::npos;
    const bool is_rest = !is_absolute || validation.options().absolute_references_name_types;
    if (is_rest && !type_name.empty() && !is_resource_type(validation.r4(), type_name)) {
        validation.report(message::response_reference_no_type, value.id(), {type_name, reference});
    }
}

void check_resource_type(ValidationRun& validation, const GivenAnswer& given) {
    std::string allowed;
    const std::string_view type = type_of_target(validation, given.value.node);
    for (const TreeNode one : extensions(given.question.node, resource_url)) {
        const std::string_view name = one.choice("value").text();
        if (name == type || name == "Resource") {
            return;
        }
        allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", name);
    }
    const std::string_view reference = given.value.node.text("reference");
    if (allowed.empty() || (type.empty() && reference.empty())) {
        return;
    }
    if (type.empty()) {
        validation.report(message::response_reference_undecided, given.value.node.id(), {reference, allowed});
    } else {
        validation.report(message::response_reference_type, given.value.node.id(),
                          {type, reference, allowed});
    }
}

// One of the profiles will do; a target outside the document, or a profile that is not here, cannot be
// checked.
void check_profiles(ValidationRun& validation, const GivenAnswer& given) {
    const std::string_view reference = given.value.node.text("reference");
    const auto target = validation.document().resolve(given.value.node.id(), reference);
    const std::vector<TreeNode> profiles = extensions(given.question.node, profile_url);
    if (!target || profiles.empty()) {
        return;
    }
    const definitions::TypeId type = validation.document().type_of(target->resource);
    std::string names;
    for (const TreeNode one : profiles) {
        const std::string_view canonical = one.choice("value").text();
        const StructurePlan* plan = validation.plan(canonical);
        if (plan == nullptr) {
            validation.report_not_applied(given.value.node.id(), canonical);
            return;
        }
        const bool is_of_type = !plan->type || validation.r4().is_a(type, plan->type);
        if (is_of_type && validation.conforms({target->resource, no_node}, type, *plan)) {
            return;
        }
        names += fmt::format("{}{}", names.empty() ? "" : ", ", canonical);
    }
    validation.report(message::response_reference_profile, given.value.node.id(), {reference, names});
}

} // namespace

void check_referred(ValidationRun& validation, const GivenAnswer& given) {
    if (given.value.type == AnswerType::reference) {
        check_form(validation, given.value.node);
        check_resource_type(validation, given);
        check_profiles(validation, given);
    }
}

} // namespace renkei::validate
