#include "gateway/fhir/validate/questionnaire/answer_order.h"
#include "gateway/fhir/validate/questionnaire/questionnaire_rules.h"
#include "generated/messages/validate_questionnaire.h"

#include <algorithm>
#include <array>

namespace renkei::validate {
namespace {

constexpr std::array dates_and_numbers{QuestionItemType::date,    QuestionItemType::date_time,
                                       QuestionItemType::time,    QuestionItemType::decimal,
                                       QuestionItemType::integer, QuestionItemType::quantity};
constexpr std::array types_with_text{QuestionItemType::string,      QuestionItemType::text,
                                     QuestionItemType::url,         QuestionItemType::choice,
                                     QuestionItemType::open_choice, QuestionItemType::decimal,
                                     QuestionItemType::integer,     QuestionItemType::boolean};
constexpr std::array decimals{QuestionItemType::decimal, QuestionItemType::quantity};
constexpr std::array numbers{QuestionItemType::decimal, QuestionItemType::integer,
                             QuestionItemType::quantity};
constexpr std::array quantities{QuestionItemType::quantity};
constexpr std::array attachments{QuestionItemType::attachment};
constexpr std::array references{QuestionItemType::reference, QuestionItemType::choice,
                                QuestionItemType::open_choice};

// For which items an extension means something.
struct ExtensionRow {
    std::string_view url;
    std::span<const QuestionItemType> items;
    std::string_view names;
};
constexpr std::array extension_rows{
    ExtensionRow{"http://hl7.org/fhir/StructureDefinition/minValue", dates_and_numbers,
                 "date, dateTime, time, decimal, integer, quantity"},
    ExtensionRow{"http://hl7.org/fhir/StructureDefinition/maxValue", dates_and_numbers,
                 "date, dateTime, time, decimal, integer, quantity"},
    ExtensionRow{"http://hl7.org/fhir/StructureDefinition/minLength", types_with_text,
                 "string, text, url, open-choice"},
    ExtensionRow{"http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces", decimals, "decimal, quantity"},
    ExtensionRow{"http://hl7.org/fhir/StructureDefinition/mimeType", attachments, "attachment"},
    ExtensionRow{"http://hl7.org/fhir/StructureDefinition/maxSize", attachments, "attachment"},
    ExtensionRow{"http://hl7.org/fhir/StructureDefinition/questionnaire-unit", numbers,
                 "decimal, integer, quantity"},
    ExtensionRow{"http://hl7.org/fhir/StructureDefinition/questionnaire-unitOption", quantities, "quantity"},
    ExtensionRow{"http://hl7.org/fhir/StructureDefinition/questionnaire-unitValueSet", quantities,
                 "quantity"},
    ExtensionRow{"http://hl7.org/fhir/StructureDefinition/questionnaire-referenceResource", references,
                 "reference"},
    ExtensionRow{"http://hl7.org/fhir/StructureDefinition/questionnaire-referenceProfile", references,
                 "reference"},
};

struct RangeRow {
    std::string_view low;
    std::string_view high;
};
constexpr std::array ranges{
    RangeRow{"http://hl7.org/fhir/StructureDefinition/minValue",
             "http://hl7.org/fhir/StructureDefinition/maxValue"},
    RangeRow{"http://hl7.org/fhir/StructureDefinition/questionnaire-minOccurs",
             "http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs"},
    RangeRow{"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-minQuantity",
             "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-maxQuantity"},
};

std::string_view last_part(std::string_view url) { return url.substr(url.rfind('/') + 1); }

void check_extensions(ValidationRun& validation, const Question& question) {
    for (const ExtensionRow& row : extension_rows) {
        const TreeNode found = extension(question.node, row.url);
        const bool is_known =
            question.type != QuestionItemType::unknown && question.type != QuestionItemType::question;
        if (found && is_known && std::ranges::find(row.items, question.type) == row.items.end()) {
            validation.report(message::questionnaire_extension_misplaced, found.id(),
                              {last_part(row.url), question.node.text("type"), row.names});
        }
    }
    for (const RangeRow& row : ranges) {
        const TreeNode low = extension(question.node, row.low);
        const AnswerValue from = answer_of(low, "value");
        const AnswerValue to = answer_of(extension(question.node, row.high), "value");
        if (from && to && compare(validation, from, to) == AnswerOrder::greater) {
            validation.report(
                message::questionnaire_limits_crossed, low.id(),
                {last_part(row.low), display_text(from), last_part(row.high), display_text(to)});
        }
    }
}

void check_answer_type(ValidationRun& validation, const Question& question, std::string_view name,
                       const AnswerValue& value) {
    if (value && has_answers(question.type) && !takes(question.type, value.type)) {
        validation.report(
            message::questionnaire_option_type, value.node.id(),
            {name, name_of(value.type), question.node.text("type"), names_of_answers(question.type)});
    }
}

void check_initial(ValidationRun& validation, const Question& question,
                   const std::vector<TreeNode>& options) {
    for (const TreeNode initial : question.node.list("initial")) {
        const AnswerValue value = answer_of(initial, "value");
        check_answer_type(validation, question, "initial", value);
        const bool is_free =
            question.type == QuestionItemType::open_choice && value.type == AnswerType::string;
        const bool is_option = std::ranges::any_of(options, [&](TreeNode option) {
            return compare(validation, value, answer_of(option, "value")) == AnswerOrder::equal;
        });
        if (value && !options.empty() && !is_free && !is_option) {
            validation.report(message::questionnaire_initial_not_option, value.node.id(),
                              {display_text(value)});
        }
    }
}

// Is the element there, or does it lie within the type of one that is (Patient.name.given)?
bool has_element(const ValidationRun& validation, const StructurePlan& plan, std::string_view id) {
    const profiles::Structure& structure = *plan.structure;
    if (structure.by_id(id) != profiles::no_element) {
        return true; // its root, too
    }
    for (; id.starts_with(structure.type) && id.find('.') != std::string_view::npos;
         id = id.substr(0, id.rfind('.'))) {
        if (structure.by_id(id) != profiles::no_element || validation.r4().find_path(id) != nullptr) {
            return true;
        }
    }
    return false;
}

// R4 Questionnaire.item.definition: the canonical of a StructureDefinition, '#' and the id of an element.
void check_definition(ValidationRun& validation, const Question& question) {
    const std::string_view definition = question.node.text("definition");
    const std::size_t hash = definition.find('#');
    if (hash == std::string_view::npos) {
        return;
    }
    const StructurePlan* plan = validation.plan(definition.substr(0, hash));
    const std::string_view id = definition.substr(hash + 1);
    if (plan != nullptr && !has_element(validation, *plan, id)) {
        validation.report(message::questionnaire_definition_unknown, question.node.child("definition").id(),
                          {question.node.text("linkId"), id, definition.substr(0, hash)});
    }
}

} // namespace

void check_question(ValidationRun& validation, const Question& question) {
    const std::vector<TreeNode> options = question.node.list("answerOption");
    for (const TreeNode option : options) {
        check_answer_type(validation, question, "answerOption", answer_of(option, "value"));
    }
    check_initial(validation, question, options);
    check_extensions(validation, question);
    check_definition(validation, question);
}

} // namespace renkei::validate
