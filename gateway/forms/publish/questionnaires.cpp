#include "gateway/forms/form/questions.h"
#include "gateway/forms/publish/package_parts.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace renkei::publish {
namespace {

using form::GroupKind;
using form::ItemType;
using form::RuleKind;

struct QuestionType {
    ItemType item;
    std::string_view type;   // Questionnaire.item.type
    std::string_view answer; // enableWhen.answer[x]; empty: it is no condition
};
constexpr std::array<QuestionType, 11> question_types{{
    {ItemType::text, "text", "answerString"},
    {ItemType::token, "string", "answerString"},
    {ItemType::code, "choice", "answerCoding"},
    {ItemType::codes, "choice", "answerCoding"},
    {ItemType::flag, "boolean", "answerBoolean"},
    {ItemType::date, "date", "answerDate"},
    {ItemType::month, "date", "answerDate"},
    {ItemType::time, "time", ""},
    {ItemType::datetime, "dateTime", ""},
    {ItemType::integer, "integer", "answerInteger"},
    {ItemType::decimal, "decimal", "answerDecimal"},
}};
static_assert(question_types.back().item == ItemType::decimal);

struct Questions {
    const LoadedForm& form;
    const Codings& codings;
    const PackageMetadata& head;
    const form::Tables& tables = form.tables;

    json::Document made() const { return items_of(form::document_group); }

    json::Document items_of(form::GroupId group) const {
        json::Document out = json::Document::array();
        for (const form::Question& line : form::questions_in(tables, group)) {
            if (line.item != form::none) {
                out.push_back(question(line.item, false));
            } else if (tables.groups[line.group].kind == GroupKind::codes) {
                add_codes(line.group, out);
            } else {
                out.push_back(repeating(line.group));
            }
        }
        return out;
    }

    // A list of ticks is one question with several answers.
    void add_codes(form::GroupId group, json::Document& out) const {
        for (const form::ItemId i : tables.items.ids()) {
            if (tables.items[i].group == group && !tables.items[i].is(form::implied)) {
                out.push_back(question(i, true));
            }
        }
    }

    json::Document repeating(form::GroupId id) const {
        const form::Group& group = tables.groups[id];
        json::Document out;
        if (group.max_rows != form::no_bound) {
            out["extension"].push_back(
                {{"url", "http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs"},
                 {"valueInteger", group.max_rows}});
        }
        const std::string name = form.text(group.name);
        out["linkId"] = tables.group_ids[id];
        out["text"] = name.empty() ? tables.group_ids[id] : name;
        out["type"] = "group";
        out["required"] = group.min_rows != 0 && group.min_rows != form::no_bound;
        out["repeats"] = true;
        out["item"] = items_of(id);
        return out;
    }

    json::Document question(form::ItemId index, bool repeats) const {
        const form::Item& item = tables.items[index];
        const QuestionType& type = question_types[static_cast<std::size_t>(item.type)];
        const bool is_choice = item.list != form::none;
        const std::string& id = tables.item_ids[index];
        json::Document out = {{"linkId", id},
                              {"code", json::Document::array({{{"system", head.base + "CodeSystem/item"},
                                                               {"code", form.id() + "." + id}}})},
                              {"text", tables.item_names[index]},
                              {"type", is_choice ? "choice" : type.type}};
        if (json::Document conditions = conditions_of(index); !conditions.empty()) {
            const bool are_several = conditions.size() > 1;
            out["enableWhen"] = std::move(conditions);
            if (are_several) {
                out["enableBehavior"] = "all";
            }
        }
        out["required"] = item.is(form::required);
        if (repeats) {
            out["repeats"] = true;
        }
        if (item.max_length != 0 && !is_choice &&
            (item.type == ItemType::text || item.type == ItemType::token)) {
            out["maxLength"] = item.max_length;
        }
        if (is_choice) {
            out["answerValueSet"] = url_of(head, "ValueSet", answer_set_id(form, item.list, codings));
        }
        return out;
    }

    // A rule says that the item stays empty when another has one of these values: else it may be filled in.
    // Other rules ask for an answer; they do not say when a question is shown.
    json::Document conditions_of(form::ItemId index) const {
        json::Document out = json::Document::array();
        for (const form::Rule& rule : tables.rules) {
            const auto first = tables.rule_targets.begin() + static_cast<std::ptrdiff_t>(rule.first_target);
            const auto last = first + static_cast<std::ptrdiff_t>(rule.targets);
            if (rule.severity == static_cast<std::uint8_t>(diag::Severity::error) &&
                rule.kind == RuleKind::empty_if && rule.conditions == 0 &&
                std::find(first, last, index) != last) {
                add_conditions(rule, out);
            }
        }
        return out;
    }

    void add_conditions(const form::Rule& rule, json::Document& out) const {
        if (rule.subject == form::none) {
            return;
        }
        const form::Item& subject = tables.items[rule.subject];
        const std::string_view answer = subject.list != form::none
                                            ? "answerCoding"
                                            : question_types[static_cast<std::size_t>(subject.type)].answer;
        for (std::uint32_t v = 0; v < rule.values && !answer.empty(); ++v) {
            const std::string value = form.text(tables.rule_values[rule.first_value + v]);
            out.push_back({{"question", tables.item_ids[rule.subject]},
                           {"operator", "!="},
                           {answer, answer_of(subject, value)}});
        }
    }

    json::Document answer_of(const form::Item& item, const std::string& value) const {
        if (item.list != form::none) {
            const form::CodeList& list = tables.lists[item.list];
            for (const form::CodeRow& row : tables.rows(list)) {
                if (form.text(row.form) == value) {
                    return {{"system", form.text(list.system)}, {"code", form.text(row.fhir)}};
                }
            }
        }
        switch (item.type) {
        case ItemType::flag: return value == "1";
        case ItemType::integer:
        case ItemType::decimal: return json::verbatim(value);
        case ItemType::text:
        case ItemType::token:
        case ItemType::code:
        case ItemType::codes:
        case ItemType::date:
        case ItemType::month:
        case ItemType::time:
        case ItemType::datetime: return value;
        }
        return {};
    }
};

} // namespace

void add_questionnaires(const LoadedForms& forms, const Codings& codings, const PackageMetadata& head,
                        ResourceSet& out) {
    for (std::size_t f = 0; f < forms.size(); ++f) {
        const LoadedForm& form = *forms[f];
        if (f + 1 < forms.size() && forms[f + 1]->id() == form.id()) {
            continue; // a newer version follows
        }
        const std::string id = slug(form.id());
        json::Document document = definition_head(head, "Questionnaire", id, form.title(), form.title());
        document["subjectType"].push_back("Patient");
        document["item"] = Questions{form, codings, head}.made();
        out.add(package_resource(document, form.title()));
    }
}

} // namespace renkei::publish
