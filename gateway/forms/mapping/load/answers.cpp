#include "gateway/forms/mapping/load/answers.h"

#include "gateway/forms/form/questions.h"
#include "gateway/forms/form/tables_keys.h"
#include "gateway/forms/mapping/load/edit_yaml.h"

#include <utility>

namespace renkei::mapping {
namespace {

// The name of answer.value[x], as the form's Questionnaire has its questions.
std::string_view value_field(const form::Item& item) {
    if (item.list != form::none) {
        return "valueCoding";
    }
    switch (item.type) {
    case form::ItemType::flag: return "valueBoolean";
    case form::ItemType::date:
    case form::ItemType::month: return "valueDate";
    case form::ItemType::time: return "valueTime";
    case form::ItemType::datetime: return "valueDateTime";
    case form::ItemType::integer: return "valueInteger";
    case form::ItemType::decimal: return "valueDecimal";
    case form::ItemType::text:
    case form::ItemType::token:
    case form::ItemType::code:
    case form::ItemType::codes: break;
    }
    return "valueString";
}

struct Answers {
    const yaml::Node& place;
    const form::Tables& tables;

    yaml::Node text(std::string_view text) const {
        return node_like(place, yaml::NodeKind::scalar, std::string(text));
    }
    yaml::Node list_of(yaml::Node element) const {
        yaml::Node out = node_like(place, yaml::NodeKind::list);
        out.children.push_back(std::move(element));
        return out;
    }
    yaml::Node element(std::string_view id, const std::string& name) const {
        yaml::Node out = node_like(place, yaml::NodeKind::map);
        put(out, "linkId", text(id));
        put(out, "text", text(name.empty() ? id : name));
        return out;
    }

    yaml::Node question(form::ItemId item, bool is_set) const {
        yaml::Node hole = text("~" + tables.item_ids[item]);
        hole.plain = true;
        yaml::Node answer = node_like(place, yaml::NodeKind::map);
        if (is_set) {
            put(answer, "each", text(tables.item_ids[item]));
        }
        put(answer, std::string(value_field(tables.items[item])), std::move(hole));
        yaml::Node out = element(tables.item_ids[item], tables.item_names[item]);
        put(out, "answer", list_of(std::move(answer)));
        return out;
    }

    std::vector<yaml::Node> in(form::GroupId above) const {
        std::vector<yaml::Node> out;
        for (const auto& [item, group] : form::questions_in(tables, above)) {
            if (item != form::none) {
                if (tables.items[item].is(form::sensitive)) {
                    continue; // its value stands in a restricted resource alone
                }
                const bool is_set = tables.groups[group].kind == form::GroupKind::codes;
                out.push_back(question(item, is_set));
            } else if (tables.groups[group].kind == form::GroupKind::codes) {
                std::ranges::move(in(group), std::back_inserter(out));
            } else {
                const std::string& id = tables.group_ids[group];
                yaml::Node rows = element(id, tables.blob.text_of(tables.groups[group].name));
                put(rows, "each", text(id));
                yaml::Node items = node_like(place, yaml::NodeKind::list);
                items.children = in(group);
                if (!items.children.empty()) {
                    put(rows, "item", std::move(items));
                    out.push_back(std::move(rows));
                }
            }
        }
        return out;
    }
};

} // namespace

std::vector<yaml::Node> answers_of_items(const yaml::Node& what, const form::Tables& tables,
                                         diag::Report& report) {
    if (what.text != "items") {
        form::report_wrong(what, "answers: items", report);
    }
    return Answers{what, tables}.in(form::document_group);
}

} // namespace renkei::mapping
