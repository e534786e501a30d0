#include "gateway/forms/service/prefill_plan.h"

#include "gateway/core/text/joined.h"
#include "gateway/forms/form/form_yaml.h"
#include "gateway/forms/form/tables.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "generated/messages/forms.h"
#include "generated/messages/prefill.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace renkei::service {
namespace {

struct RuleName {
    std::string_view name;
    PrefillRule rule;
};
constexpr std::array<RuleName, 7> rule_names{{{"copy", PrefillRule::copy},
                                              {"swap", PrefillRule::swap},
                                              {"link", PrefillRule::link},
                                              {"person", PrefillRule::person},
                                              {"recompute", PrefillRule::recompute},
                                              {"copy_confirm", PrefillRule::copy_confirm},
                                              {"compare", PrefillRule::compare}}};

diag::Result<PrefillRule> rule_of(const yaml::Node& node, const std::string& text) {
    const auto* const found = std::ranges::find(rule_names, text, &RuleName::name);
    if (found != rule_names.end()) {
        return found->rule;
    }
    return diag::fail(message::value_wrong, node.where(),
                      {text, text::joined(rule_names, " ", &RuleName::name)});
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

// A value goes to no row of its own below the one in which it stands.
bool is_deeper(const PrefillPlan& plan, form::ItemId here, form::ItemId there) {
    const auto depth = [](const form::Form& form, form::ItemId item) {
        return form.groups()[form.items()[item].group].depth;
    };
    return depth(plan.to->form(), here) > depth(plan.from->form(), there);
}

// The row of the target's group, which is written counted from 1, that an item of the document goes to.
diag::Result<std::uint32_t> place_of(const yaml::Node& node, const PrefillPlan& plan, const PrefillRow& row) {
    const form::Form& to = plan.to->form();
    const form::Group& group = to.groups()[to.items()[row.to].group];
    std::uint32_t out = 0;
    const char* const end = node.text.data() + node.text.size();
    const bool is_number = std::from_chars(node.text.data(), end, out).ptr == end && out > 0;
    const bool is_of_document = plan.from->form().items()[row.from].group == form::document_group;
    if (!is_number || !is_of_document || group.depth != 1 ||
        (group.max_rows != form::no_bound && out > group.max_rows)) {
        return diag::fail(message::value_wrong, node.where(),
                          {node.text, "1 … (item of the document → group)"});
    }
    return out - 1;
}

diag::Result<PrefillRow> read_row(const yaml::Node& node, const PrefillPlan& plan) {
    constexpr std::size_t least = 3;
    if (node.kind != yaml::NodeKind::list || node.children.size() < least) {
        return diag::fail(message::value_wrong, node.where(),
                          {node.text, "[item, item, rule, {map: …, note: …, join: …, take: …, row: …}]"});
    }
    PrefillRow row{};
    TRY(row.from, known_item(plan.from->form(), node.children[0]));
    TRY(row.to, known_item(plan.to->form(), node.children[1]));
    TRY(row.rule, rule_of(node.children[2], node.children[2].text));
    if (node.children.size() > least) {
        const yaml::Node& more = node.children[least];
        row.note = more.text_of("note");
        if (more.get("join") != nullptr) {
            row.join = more.text_of("join");
        }
        if (const yaml::Node* const map = more.get("map")) {
            row.has_map = true;
            for (std::size_t i = 0; i < map->keys.size(); ++i) {
                row.map[map->keys[i]] = map->children[i].text;
            }
        }
        if (const yaml::Node* const take = more.get("take")) {
            row.take = std::make_shared<const re2::RE2>(take->text, re2::RE2::Quiet);
            if (!row.take->ok() || row.take->NumberOfCapturingGroups() < 1) {
                return diag::fail(message::value_wrong, take->where(), {take->text, "RE2 with a group"});
            }
        }
        if (const yaml::Node* const place = more.get("row")) {
            TRY(row.row, place_of(*place, plan, row));
        }
    }
    if (row.rule != PrefillRule::compare && !row.row && is_deeper(plan, row.to, row.from)) {
        return diag::fail(message::value_wrong, node.children[2].where(), {node.children[2].text, "compare"});
    }
    return row;
}

bool carries_unmapped(const form::Form& form, const form::Item& item) {
    const form::GroupKind kind = form.groups()[item.group].kind;
    return kind == form::GroupKind::carried || kind == form::GroupKind::absent ||
           kind == form::GroupKind::blank;
}

// Items that the two forms share and of which the file says nothing of its own.
void add_rest(PrefillPlan& plan, PrefillRule rule) {
    const form::Form& from = plan.from->form();
    const form::Form& to = plan.to->form();
    for (const form::ItemId here : to.items().ids()) {
        const form::Item& item = to.items()[here];
        const std::optional<form::ItemId> there = from.item(to.text(item.id));
        const auto is_named = [&](const PrefillRow& row) { return row.to == here || row.from == *there; };
        if (there && item.literal.empty() && !carries_unmapped(to, item) && !is_deeper(plan, here, *there) &&
            from.items()[*there].type == item.type && std::ranges::none_of(plan.rows, is_named)) {
            plan.rows.push_back({.from = *there,
                                 .to = here,
                                 .rule = rule,
                                 .has_map = false,
                                 .map = {},
                                 .note = {},
                                 .join = {}});
        }
    }
}

diag::Result<PrefillOnly> read_only(const yaml::Node& node, const form::Form& from) {
    const yaml::Node* const item = node.get("item");
    const yaml::Node* const values = node.get("is");
    if (item == nullptr || values == nullptr || values->children.empty()) {
        return diag::fail(message::value_wrong, node.where(), {node.text, "{item: …, is: […]}"});
    }
    PrefillOnly out{};
    TRY(out.item, known_item(from, *item));
    for (const yaml::Node& value : values->children) {
        out.values.push_back(value.text);
    }
    if (const yaml::Node* const one = node.get("one")) {
        TRY(out.one, known_item(from, *one));
        if (from.items()[*out.one].group != from.items()[out.item].group) {
            return diag::fail(message::value_wrong, one->where(), {one->text, item->text + ": …"});
        }
    }
    return out;
}

// The file is a transfer.yaml, but that it says `from:` instead of `to:`, and what is said to the person.
diag::Result<transfer::Transfer> read_carried(yaml::Node root, const catalogue::Catalogue& catalogue,
                                              const PrefillPlan& plan) {
    for (std::size_t i = root.keys.size(); i-- > 0;) {
        if (root.keys[i] == "from") {
            root.keys[i] = "to";
            root.children[i].text = plan.to->form().id();
        } else if (root.keys[i] == "rules") {
            root.keys.erase(root.keys.begin() + static_cast<std::ptrdiff_t>(i));
            root.children.erase(root.children.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
    const transfer::TransferContext context{[&](std::string_view id) {
                                                const mapping::Plan* const found = catalogue.find(id);
                                                return found == nullptr ? nullptr : &found->form();
                                            },
                                            catalogue.wordings()};
    diag::Report wrong;
    transfer::Transfer out = transfer::read_transfer(root, plan.from->form(), context, wrong);
    if (wrong.at_least(diag::Severity::error)) {
        return tl::make_unexpected(wrong.findings().front());
    }
    out.qualifying[static_cast<std::size_t>(transfer::Direction::in)] =
        std::make_shared<const transfer::QualifyingItems>(
            *plan.from, transfer::items_asked_for(out, transfer::Direction::in));
    return out;
}

diag::Result<PrefillPlan> read_plan(const yaml::Node& root, const mapping::Plan& from,
                                    const mapping::Plan& to, const catalogue::Catalogue& catalogue) {
    PrefillPlan out{.from = &from, .to = &to, .sentences = {}, .rows = {}, .only = {}, .carried = {}};
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
    if (from.form().is_foreign()) {
        TRY(out.carried, read_carried(root, catalogue, out));
        return out;
    }
    for (const yaml::Node& node : rows->children) {
        TRY(PrefillRow row, read_row(node, out));
        out.rows.push_back(std::move(row));
    }
    const std::string_view left = root.text_of("left");
    out.left = left == "all"       ? PrefillLeft::all
               : left == "of-rows" ? PrefillLeft::of_rows
                                   : PrefillLeft::unsaid;
    if (const yaml::Node* const rest = root.get("rest")) {
        TRY(const PrefillRule rule, rule_of(*rest, rest->text));
        add_rest(out, rule);
    }
    if (const yaml::Node* const only = root.get("only")) {
        TRY(out.only, read_only(*only, from.form()));
    }
    return out;
}

bool is_day(const form::Form& form, form::ItemId item) {
    return item != form::none && form.items()[item].type == form::ItemType::date;
}

// prefill.yaml and prefill-FORM.yaml of the form, sorted.
std::vector<fs::path> prefill_files(const fs::path& folder) {
    std::vector<fs::path> out;
    std::error_code failed; // a folder that cannot be listed has no files
    for (fs::directory_iterator at(folder, failed); !failed && at != fs::directory_iterator();
         at.increment(failed)) {
        const std::string name = at->path().filename().string();
        if (name == "prefill.yaml" || (name.starts_with("prefill-") && name.ends_with(".yaml"))) {
            out.push_back(at->path());
        }
    }
    std::ranges::sort(out);
    return out;
}

// What it begins from stands before the rows, which are many and are not read then.
diag::Result<std::string> begun_from(const fs::path& file, yaml::Files& files) {
    TRY(const std::string text, base::read_file(file));
    TRY(const yaml::Node head,
        yaml::read(std::string_view(text).substr(0, text.find("\nrows:")), file.string(), files, {}));
    if (!head.text_of("from").empty()) {
        return std::string(head.text_of("from"));
    }
    TRY(const yaml::Node root, yaml::read(text, file.string(), files, {}));
    return std::string(root.text_of("from"));
}

} // namespace

form::ItemId made_item(const form::Form& form) {
    const form::ItemId created = form.about().created_item;
    return is_day(form, created) && created != form.about().revision_item ? form::ItemId() : created;
}

std::string_view made_text(const form::Form& form, std::string_view moment) {
    return is_day(form, form.about().created_item) ? moment.substr(0, std::string_view("2026-02-05").size())
                                                   : moment;
}

diag::Result<std::vector<PrefillPair>> list_prefills(const fs::path& mappings,
                                                     const catalogue::Catalogue& catalogue) {
    yaml::Files files;
    std::vector<PrefillPair> out;
    for (const std::string& name : form::form_folders(mappings)) {
        if (catalogue.find(name) == nullptr) {
            continue;
        }
        for (const fs::path& file : prefill_files(mappings / name)) {
            TRY(std::string from, begun_from(file, files));
            out.push_back({std::move(from), name, file});
        }
    }
    return out;
}

diag::Result<PrefillPlan> read_prefill(const fs::path& mappings, const catalogue::Catalogue& catalogue,
                                       const mapping::Plan& from, const std::string& to) {
    TRY(const std::vector<PrefillPair> all, list_prefills(mappings, catalogue));
    std::vector<const PrefillPair*> fitting;
    std::string known;
    std::string possible;
    for (const PrefillPair& each : all) {
        if (each.from == from.form().id() && (to.empty() || to == each.to)) {
            fitting.push_back(&each);
            possible += fmt::format("{}{}", possible.empty() ? "" : ", ", each.to);
        }
        known += fmt::format("{}{} → {}", known.empty() ? "" : ", ", each.from, each.to);
    }
    if (fitting.empty()) {
        return diag::fail(message::nothing_to_prefill, {}, {from.form().id(), to.empty() ? "?" : to, known});
    }
    if (fitting.size() > 1) {
        return diag::fail(message::prefill_several, {}, {from.form().id(), possible});
    }
    yaml::Files files;
    const fs::path& file = fitting.front()->file;
    TRY(const std::string text, base::read_file(file));
    TRY(const yaml::Node root, yaml::read(text, file.string(), files, {}));
    return read_plan(root, from, *catalogue.find(fitting.front()->to), catalogue);
}

} // namespace renkei::service
