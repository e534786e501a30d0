#include "gateway/forms/service/prefill_plan.h"

#include "gateway/forms/form/form_yaml.h"
#include "gateway/forms/form/tables.h"
#include "generated/messages/forms.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <array>

namespace renkei::service {
namespace {

namespace message = diag::message;
namespace fs = std::filesystem;

struct RuleName {
    std::string_view name;
    PrefillRule rule;
};
constexpr std::array<RuleName, 6> rule_names{{{"copy", PrefillRule::copy},
                                              {"swap", PrefillRule::swap},
                                              {"link", PrefillRule::link},
                                              {"recompute", PrefillRule::recompute},
                                              {"copy_confirm", PrefillRule::copy_confirm},
                                              {"compare", PrefillRule::compare}}};

diag::Result<PrefillRule> rule_of(const yaml::Node& node, const std::string& text) {
    std::string known;
    for (const RuleName& each : rule_names) {
        if (each.name == text) {
            return each.rule;
        }
        known += fmt::format("{}{}", known.empty() ? "" : " ", each.name);
    }
    return diag::fail(message::value_wrong, node.where(), {text, known});
}

diag::Result<form::ItemId> known_item(const form::Form& form, const yaml::Node& node) {
    if (const std::optional<form::ItemId> item = form.item(node.text)) {
        return *item;
    }
    std::vector<std::string_view> ids;
    for (const form::Item& item : form.items()) {
        ids.push_back(form.text(item.id));
    }
    return diag::fail(message::item_unknown, node.where(), {node.text, form::nearest(node.text, ids)});
}

diag::Result<PrefillRow> read_row(const yaml::Node& node, const PrefillPlan& plan) {
    constexpr std::size_t least = 3;
    if (node.kind != yaml::NodeKind::list || node.children.size() < least) {
        return diag::fail(message::value_wrong, node.where(),
                          {node.text, "[item, item, rule, {map: …, note: …}]"});
    }
    PrefillRow row{};
    TRY(row.from, known_item(plan.from->form(), node.children[0]));
    TRY(row.to, known_item(plan.to->form(), node.children[1]));
    TRY(row.rule, rule_of(node.children[2], node.children[2].text));
    if (node.children.size() > least) {
        const yaml::Node& more = node.children[least];
        row.note = more.text_of("note");
        if (const yaml::Node* const map = more.get("map")) {
            row.has_map = true;
            for (std::size_t i = 0; i < map->keys.size(); ++i) {
                row.map[map->keys[i]] = map->children[i].text;
            }
        }
    }
    return row;
}

diag::Result<PrefillPlan> read_plan(const yaml::Node& root, const mapping::Plan& from,
                                    const mapping::Plan& to) {
    PrefillPlan out{.from = &from, .to = &to, .sentences = {}, .rows = {}};
    if (const yaml::Node* const rules = root.get("rules")) {
        for (std::size_t i = 0; i < rules->keys.size(); ++i) {
            TRY(const PrefillRule rule, rule_of(rules->children[i], rules->keys[i]));
            out.sentences[rule] = rules->children[i].text;
        }
    }
    const yaml::Node* const rows = root.get("rows");
    if (rows == nullptr) {
        return diag::fail(message::key_missing, root.where(), {"rows"});
    }
    for (const yaml::Node& node : rows->children) {
        TRY(PrefillRow row, read_row(node, out));
        out.rows.push_back(std::move(row));
    }
    return out;
}

} // namespace

diag::Result<PrefillPlan> read_prefill(const fs::path& mappings, const catalogue::Catalogue& catalogue,
                                       const mapping::Plan& from, const std::string& to) {
    std::string can_begin;
    for (const std::string& name : form::form_folders(mappings)) {
        const fs::path file = mappings / name / "prefill.yaml";
        const mapping::Plan* const target = catalogue.find(name);
        std::error_code unknown; // then it cannot be read either
        if (target == nullptr || !fs::exists(file, unknown)) {
            continue;
        }
        TRY(const std::string text, base::read_file(file));
        yaml::Files files;
        TRY(const yaml::Node root, yaml::read(text, file.string(), files, {}));
        if (root.text_of("from") == from.form().id() && (to.empty() || to == name)) {
            return read_plan(root, from, *target);
        }
        can_begin += fmt::format("{}{} → {}", can_begin.empty() ? "" : ", ", root.text_of("from"), name);
    }
    return diag::fail(message::nothing_to_prefill, {},
                      {std::string(from.form().id()), to.empty() ? "?" : to, can_begin});
}

} // namespace renkei::service
