#include "gateway/forms/publish/questionnaires.h"

#include "gateway/forms/publish/terminology.h"

#include <algorithm>
#include <array>
#include <limits>

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

constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

class Questions {
public:
    Questions(const LoadedForm& form, const Codings& codings, const PackageMetadata& head,
              json::Writer& writer)
        : form_(form),
          tables_(form.tables),
          codings_(codings),
          head_(head),
          writer_(writer) {}

    void run() { rows_of(form::document_group); }

private:
    struct Line {
        std::size_t order;
        form::ItemId item; // none: a group
        form::GroupId group;
    };

    // Of the ministry's table, not made by the mapping language.
    bool is_printed(const form::Group& group) const {
        return group.kind != GroupKind::carried && group.kind != GroupKind::absent &&
               group.kind != GroupKind::blank;
    }

    // Place in the form of the first item in the group or below it.
    std::size_t first_place(form::GroupId group) const {
        std::size_t out = nowhere;
        for (const form::Item& item : tables_.items) {
            const auto chain = form_.example.chain(item.group);
            if (!item.is(form::implied) && std::ranges::find(chain, group) != chain.end()) {
                out = std::min<std::size_t>(out, item.order);
            }
        }
        return out;
    }

    std::vector<Line> lines_of(form::GroupId group) const {
        std::vector<Line> out;
        for (const form::ItemId i : tables_.items.ids()) {
            const form::Item& item = tables_.items[i];
            if (item.group == group && !item.is(form::implied)) {
                out.push_back({item.order, i, group});
            }
        }
        for (const form::GroupId g : tables_.groups.ids(1)) {
            const std::size_t order =
                tables_.groups[g].parent == group && is_printed(tables_.groups[g]) ? first_place(g) : nowhere;
            if (order != nowhere) {
                out.push_back({order, form::none, g});
            }
        }
        std::ranges::stable_sort(out, {}, &Line::order);
        return out;
    }

    void rows_of(form::GroupId group) {
        writer_.key("item").start_array();
        for (const Line& line : lines_of(group)) {
            if (line.item != form::none) {
                question(line.item, false);
            } else if (tables_.groups[line.group].kind == GroupKind::codes) {
                codes(line.group);
            } else {
                repeating(line.group);
            }
        }
        writer_.end_array();
    }

    // A list of ticks is one question with several answers.
    void codes(form::GroupId group) {
        for (const form::ItemId i : tables_.items.ids()) {
            if (tables_.items[i].group == group && !tables_.items[i].is(form::implied)) {
                question(i, true);
            }
        }
    }

    void repeating(form::GroupId id) {
        const form::Group& group = tables_.groups[id];
        writer_.start_object();
        if (group.max_rows != form::no_bound) {
            writer_.key("extension").start_array().start_object();
            writer_.member("url", "http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs");
            writer_.key("valueInteger").number(group.max_rows).end_object().end_array();
        }
        const std::string name = form_.text(group.name);
        writer_.member("linkId", tables_.group_ids[id])
            .member("text", name.empty() ? tables_.group_ids[id] : name);
        writer_.member("type", "group")
            .key("required")
            .boolean(group.min_rows != 0 && group.min_rows != form::no_bound);
        writer_.key("repeats").boolean(true);
        rows_of(id);
        writer_.end_object();
    }

    void question(form::ItemId index, bool repeats) {
        const form::Item& item = tables_.items[index];
        const QuestionType& type = question_types[static_cast<std::size_t>(item.type)];
        const bool is_choice = item.list != form::none;
        writer_.start_object().member("linkId", tables_.item_ids[index]);
        writer_.key("code").start_array().start_object().member("system", head_.base + "CodeSystem/item");
        writer_.member("code", form_.id() + "." + tables_.item_ids[index]).end_object().end_array();
        writer_.member("text", tables_.item_names[index]).member("type", is_choice ? "choice" : type.type);
        conditions(index);
        writer_.key("required").boolean(item.is(form::required));
        if (repeats) {
            writer_.key("repeats").boolean(true);
        }
        if (item.max_length != 0 && !is_choice &&
            (item.type == ItemType::text || item.type == ItemType::token)) {
            writer_.key("maxLength").number(item.max_length);
        }
        if (is_choice) {
            writer_.member("answerValueSet",
                           url_of(head_, "ValueSet", answer_set_id(form_, item.list, codings_)));
        }
        writer_.end_object();
    }

    // A rule says that the item stays empty when another has one of these values: else it may be filled in.
    // Other rules ask for an answer; they do not say when a question is shown.
    void conditions(form::ItemId index) {
        std::string out;
        json::Writer writer(out);
        writer.start_array();
        std::size_t count = 0;
        for (const form::Rule& rule : tables_.rules) {
            const auto first = tables_.rule_targets.begin() + static_cast<std::ptrdiff_t>(rule.first_target);
            const auto last = first + static_cast<std::ptrdiff_t>(rule.targets);
            if (rule.severity == static_cast<std::uint8_t>(diag::Severity::error) &&
                std::find(first, last, index) != last) {
                count += rule.kind == RuleKind::empty_if && rule.conditions == 0 ? unless(rule, writer) : 0;
            }
        }
        writer.end_array();
        if (count > 0) {
            writer_.key("enableWhen").raw(out);
        }
        if (count > 1) {
            writer_.member("enableBehavior", "all");
        }
    }

    std::size_t unless(const form::Rule& rule, json::Writer& writer) const {
        if (rule.subject == form::none) {
            return 0;
        }
        const form::Item& subject = tables_.items[rule.subject];
        const std::string_view answer = subject.list != form::none
                                            ? "answerCoding"
                                            : question_types[static_cast<std::size_t>(subject.type)].answer;
        std::size_t count = 0;
        for (std::uint32_t v = 0; v < rule.values && !answer.empty(); ++v, ++count) {
            const std::string value = form_.text(tables_.rule_values[rule.first_value + v]);
            writer.start_object()
                .member("question", tables_.item_ids[rule.subject])
                .member("operator", "!=")
                .key(answer);
            put_answer(subject, value, writer);
            writer.end_object();
        }
        return count;
    }

    void put_answer(const form::Item& item, const std::string& value, json::Writer& writer) const {
        if (item.list != form::none) {
            const form::CodeList& list = tables_.lists[item.list];
            for (std::uint32_t r = 0; r < list.rows; ++r) {
                const form::CodeRow& row = tables_.list_rows[list.first_row + r];
                if (form_.text(row.form) == value) {
                    writer.start_object()
                        .member("system", form_.text(list.system))
                        .member("code", form_.text(row.fhir))
                        .end_object();
                    return;
                }
            }
        }
        switch (item.type) {
        case ItemType::flag: writer.boolean(value == "1"); return;
        case ItemType::integer:
        case ItemType::decimal: writer.number(value); return;
        case ItemType::text:
        case ItemType::token:
        case ItemType::code:
        case ItemType::codes:
        case ItemType::date:
        case ItemType::month:
        case ItemType::time:
        case ItemType::datetime: writer.string(value); return;
        }
    }

    const LoadedForm& form_;
    const form::Tables& tables_;
    const Codings& codings_;
    const PackageMetadata& head_;
    json::Writer& writer_;
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
        std::string json;
        json::Writer writer = begin_resource(head, "Questionnaire", id, form.title(), form.title(), json);
        writer.key("subjectType").start_array().string("Patient").end_array();
        Questions(form, codings, head, writer).run();
        out.add(finish_resource(writer, "Questionnaire", id, form.title(), std::move(json)));
    }
}

} // namespace renkei::publish
