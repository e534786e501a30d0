// Collects what the parts declare, adds what they imply, and puts all of it into the form's order.
#include "gateway/forms/form/tables_parts.h"

#include <algorithm>
#include <array>

namespace renkei::form {
namespace {

constexpr std::string_view place_name = "記入位置";

enum Rank : std::uint8_t { standard, aside, extra, one_syntax };

struct GroupKindRow {
    std::string_view name;
    GroupKind kind;
};
constexpr std::array group_kinds{GroupKindRow{"carried", GroupKind::carried},
                                 GroupKindRow{"absent", GroupKind::absent},
                                 GroupKindRow{"blank", GroupKind::blank}};

// An item that each group of a kind has, even if the item table does not declare it.
struct KindItem {
    GroupKind kind;
    std::string_view suffix;
    std::string_view name;
    ItemType type;
};
constexpr std::array kind_items{
    KindItem{GroupKind::carried, ".pointer", "場所", ItemType::text},
    KindItem{GroupKind::carried, ".value", "内容", ItemType::text},
    KindItem{GroupKind::absent, ".pointer", "場所", ItemType::text},
    KindItem{GroupKind::absent, ".reason", "理由", ItemType::code},
    KindItem{GroupKind::absent, ".note", "補足", ItemType::text},
    KindItem{GroupKind::blank, ".item", "項目", ItemType::text},
    KindItem{GroupKind::blank, ".rows", "行", ItemType::text},
};

bool is_inside(std::string_view id, std::string_view group) {
    return id.size() > group.size() && id.starts_with(group) && id[group.size()] == '.';
}

void read_numbered(GroupDraft& draft, FormBuild& build) {
    for (const auto& [key, place] : {std::pair("rows", &GroupDraft::rows), std::pair("at", &GroupDraft::at),
                                     std::pair("stride", &GroupDraft::stride)}) {
        has_key(*draft.node, key, build.report);
        draft.*place = number_at(*draft.node, keys::group, key).value_or(1);
    }
    if (draft.id.find('.') != std::string::npos) {
        report_wrong(*draft.node->get("rows"), "rows: at the top level only", build.report);
    }
}

GroupKind group_kind(const yaml::Node& node) {
    const auto found = std::ranges::find(group_kinds, node.text_of("kind"), &GroupKindRow::name);
    return found != group_kinds.end()     ? found->kind
           : node.get("kind") != nullptr  ? GroupKind::array
           : node.get("rows") != nullptr  ? GroupKind::numbered
           : node.get("level") != nullptr ? GroupKind::level
                                          : GroupKind::array;
}

void draft_group(FormBuild& build, const std::string& id, const yaml::Node& node) {
    const auto same = [&](const GroupDraft& draft) { return draft.id == id; };
    const auto first = std::ranges::find_if(build.groups, same);
    if (first != build.groups.end()) {
        report_twice(id, node.where(), first->node->where(), build.report);
        return;
    }
    const bool may_have_list = node.text_of("kind") == "absent";
    const KeyTable& known = may_have_list ? keys::group : keys::group_without_list;
    has_known_keys(node, known, build.report);
    if (node.kind != yaml::NodeKind::map) {
        return;
    }
    check_values(node, known, build.report);
    GroupDraft draft{
        .id = id, .name = std::string(node.text_of("name", id)), .node = &node, .kind = group_kind(node)};
    if (draft.kind == GroupKind::numbered) {
        read_numbered(draft, build);
    }
    build.groups.push_back(std::move(draft));
}

std::uint8_t rank_of(const yaml::Node& item) {
    return item.get("syntax") != nullptr ? one_syntax : item.get("ext") != nullptr ? extra : standard;
}

// Adds the form's keys to an item of a shared file. A form cannot change a key that the item has already.
void complete(FormBuild& build, ItemDraft& known, const yaml::Node& more) {
    yaml::Node& whole = build.completed.emplace_back(*known.node);
    for (std::size_t i = 0; i < more.keys.size(); ++i) {
        if (const yaml::Node* first = whole.get(more.keys[i])) {
            report_twice(more.keys[i], more.children[i].where(), first->where(), build.report);
            continue;
        }
        whole.keys.push_back(more.keys[i]);
        whole.key_lines.push_back(more.key_lines[i]);
        whole.children.push_back(more.children[i]);
    }
    known.node = &whole;
    known.rank = rank_of(whole);
}

void draft_item(FormBuild& build, const std::string& id, const yaml::Node& node) {
    const auto same = [&](const ItemDraft& draft) { return draft.id == id; };
    const auto known = std::ranges::find_if(build.items, same);
    const bool only_adds =
        node.kind == yaml::NodeKind::map && node.get("name") == nullptr && node.get("type") == nullptr;
    if (known != build.items.end() && only_adds) {
        complete(build, *known, node);
        return;
    }
    if (known != build.items.end()) {
        report_twice(id, node.where(), known->node->where(), build.report);
        return;
    }
    if (node.kind != yaml::NodeKind::map) {
        report_wrong(node, "{name: …, type: …}", build.report);
        return;
    }
    has_key(node, "name", build.report);
    build.items.push_back(
        {.id = id, .name = std::string(node.text_of("name", id)), .node = &node, .rank = rank_of(node)});
}

// The items of carried, absent and blank groups. One that the item table declares itself keeps its printed
// name.
void draft_kind_items(FormBuild& build, const GroupDraft& group) {
    for (const KindItem& row : kind_items) {
        if (row.kind != group.kind) {
            continue;
        }
        const std::string id = group.id + std::string(row.suffix);
        const auto same = [&](const ItemDraft& draft) { return draft.id == id; };
        const auto found = std::ranges::find_if(build.items, same);
        if (found != build.items.end()) {
            if (!found->node->text_of("type").starts_with(type_name(row.type))) {
                report_wrong(*found->node, "type: " + std::string(type_name(row.type)), build.report);
            }
            found->is_implied = true;
            found->rank = aside;
            continue;
        }
        ItemDraft draft{.id = id,
                        .name = group.name + " " + std::string(row.name),
                        .node = group.node,
                        .type = row.type,
                        .is_implied = true,
                        .rank = aside};
        if (row.type == ItemType::code) {
            has_key(*group.node, "list", build.report);
            draft.argument = group.node->text_of("list");
        }
        build.items.push_back(std::move(draft));
    }
}

// The place of a numbered row comes right after the items of its group.
void draft_place(FormBuild& build, const GroupDraft& group) {
    const std::string id = group.id + ".place";
    const auto same =
        std::ranges::find_if(build.items, [&](const ItemDraft& draft) { return draft.id == id; });
    if (same != build.items.end()) {
        report_twice(id, same->node->where(), group.node->where(), build.report);
        return;
    }
    const auto inside = [&](const ItemDraft& draft) { return is_inside(draft.id, group.id); };
    const auto last = std::find_if(build.items.rbegin(), build.items.rend(), inside);
    const std::uint8_t rank = last == build.items.rend() ? std::uint8_t{extra} : last->rank;
    build.items.insert(last.base(), {.id = id,
                                     .name = group.name + " " + std::string(place_name),
                                     .node = group.node,
                                     .type = ItemType::integer,
                                     .is_implied = true,
                                     .rank = rank});
}

// Groups follow their first item; a group is before the groups inside it.
void sort_groups(FormBuild& build) {
    const auto first_item = [&](const GroupDraft& group) {
        const auto found = std::ranges::find_if(build.items, [&](const ItemDraft& item) {
            return item.id == group.id || is_inside(item.id, group.id);
        });
        return std::pair(found - build.items.begin(), std::ranges::count(group.id, '.'));
    };
    std::stable_sort(build.groups.begin() + 1, build.groups.end(),
                     [&](const GroupDraft& a, const GroupDraft& b) { return first_item(a) < first_item(b); });
}

template <class Draft>
void each_declared(FormBuild& build, std::string_view key, Draft draft) {
    for (const yaml::Node& part : build.folder.parts) {
        const yaml::Node* map = part.get(key);
        if (map != nullptr && map->kind != yaml::NodeKind::map) {
            report_wrong(*map, std::string(key) + ": {id: {…}}", build.report);
        }
        for (std::size_t i = 0; map != nullptr && i < map->keys.size(); ++i) {
            draft(map->keys[i], map->children[i]);
        }
    }
}

// An array of codes is a group with the item's id and that one item.
void draft_code_arrays(FormBuild& build) {
    for (const ItemDraft& item : build.items) {
        if (!item.node->text_of("type").starts_with("codes")) {
            continue;
        }
        const auto same = [&](const GroupDraft& draft) { return draft.id == item.id; };
        const auto known = std::ranges::find_if(build.groups, same);
        if (known != build.groups.end()) {
            report_twice(item.id, item.node->where(), known->node->where(), build.report);
            continue;
        }
        build.groups.push_back(
            {.id = item.id, .name = item.name, .node = item.node, .kind = GroupKind::codes});
    }
}

// A form has at most one group of such a kind, because content of this kind needs one home.
void refuse_second_of_a_kind(FormBuild& build) {
    for (const GroupKindRow& row : group_kinds) {
        const GroupDraft* first = nullptr;
        for (const GroupDraft& group : build.groups) {
            if (group.kind == row.kind && first != nullptr) {
                report_twice("kind: " + std::string(row.name), group.node->where(), first->node->where(),
                             build.report);
            }
            first = group.kind == row.kind && first == nullptr ? &group : first;
        }
    }
}

} // namespace

void draft_groups(FormBuild& build) {
    build.groups.push_back({});
    each_declared(build, "groups",
                  [&](const std::string& id, const yaml::Node& node) { draft_group(build, id, node); });
    refuse_second_of_a_kind(build);
}

void draft_items(FormBuild& build) {
    each_declared(build, "items", [&](const std::string& id, const yaml::Node& node) {
        if (!build.tables.without.contains(id)) {
            draft_item(build, id, node);
        }
    });
    draft_code_arrays(build);
    for (const GroupDraft& group : build.groups) {
        draft_kind_items(build, group);
    }
    std::ranges::stable_sort(build.items,
                             [](const ItemDraft& a, const ItemDraft& b) { return a.rank < b.rank; });
    for (const GroupDraft& group : build.groups) {
        if (group.kind == GroupKind::numbered) {
            draft_place(build, group);
        }
    }
    sort_groups(build);
}

std::size_t group_around(const std::vector<GroupDraft>& groups, std::string_view id) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < groups.size(); ++i) {
        const bool holds = is_inside(id, groups[i].id) && groups[i].kind != GroupKind::codes;
        if (holds && groups[i].id.size() > groups[best].id.size()) {
            best = i;
        }
    }
    return best;
}

} // namespace renkei::form
