#include "gateway/fhir/validate/elements/attachment_limits.h"
#include "gateway/fhir/validate/questionnaire/answer_check.h"
#include "generated/messages/validate_questionnaire.h"

#include <fmt/format.h>

namespace renkei::validate {
namespace {

constexpr std::string_view type_url = "http://hl7.org/fhir/StructureDefinition/mimeType";
constexpr std::string_view size_url = "http://hl7.org/fhir/StructureDefinition/maxSize";

void check_mime_type(ValidationRun& validation, const GivenAnswer& given) {
    std::string allowed;
    const std::string_view type = given.value.node.text("contentType");
    for (const TreeNode one : extensions(given.question.node, type_url)) {
        const std::string_view name = one.choice("value").text();
        if (is_allowed_media_type(type, name)) {
            return;
        }
        allowed += fmt::format("{}{}", allowed.empty() ? "" : ", ", name);
    }
    if (allowed.empty()) {
        return;
    }
    if (type.empty()) {
        validation.report(message::response_attachment_without_type, given.node.id(), {allowed});
    } else {
        validation.report(message::response_attachment_type, given.node.id(), {type, allowed});
    }
}

void check_max_size(ValidationRun& validation, const GivenAnswer& given) {
    const std::string_view most = extension_value(given.question.node, size_url).text();
    const std::string_view data = given.value.node.text("data");
    const std::string size =
        data.empty() ? std::string(given.value.node.text("size")) : std::to_string(attached_bytes(data));
    const auto limit = base::Decimal::parse(most);
    const auto found = base::Decimal::parse(size);
    if (limit && found && *found > *limit) {
        validation.report(message::response_attachment_size, given.node.id(), {size, most});
    }
}

} // namespace

void check_attached(ValidationRun& validation, const GivenAnswer& given) {
    if (given.value.type == AnswerType::attachment) {
        check_mime_type(validation, given);
        check_max_size(validation, given);
    }
}

} // namespace renkei::validate
