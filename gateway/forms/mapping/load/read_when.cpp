#include "gateway/forms/mapping/load/read_when.h"

#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"

#include <algorithm>

namespace renkei::mapping {
namespace {

struct WhenReader {
    const form::Tables& tables;
    diag::Report& report;

    void read(const yaml::Node& when) {
        switch (when.kind) {
        case yaml::NodeKind::scalar: read_flag(when); break;
        case yaml::NodeKind::map: read_condition(when); break;
        case yaml::NodeKind::list:
            for (const yaml::Node& each : when.children) {
                read(each);
            }
            break;
        }
    }

    std::vector<WhenTest> tests{};

    void read_flag(const yaml::Node& when) {
        const ItemId index = item(when);
        if (index == none) {
            return;
        }
        if (tables.items[index].type != form::ItemType::flag) {
            report.add(message::when_is_no_flag, when.where(), {item_text(index)});
            return;
        }
        tests.push_back({.kind = WhenKind::is, .item = index, .codes = {"1"}, .where = when.where()});
    }

    void read_condition(const yaml::Node& when) {
        const yaml::Node* const asked = when.get("item");
        const yaml::Node* const empty = when.get("empty");
        const yaml::Node* const is = when.get("is");
        const yaml::Node* const is_not = when.get("not");
        const std::size_t known = std::ranges::count_if(when.keys, [](const std::string& key) {
            return key == "item" || key == "empty" || key == "is" || key == "not";
        });
        if (known != when.keys.size() || (asked != nullptr) == (empty != nullptr) ||
            when.keys.size() > (empty != nullptr ? 1U : 2U)) {
            report.add(message::when_condition_wrong, when.where());
        } else if (empty != nullptr) {
            read_empty(*empty);
        } else if (const ItemId index = item(*asked); index != none) {
            const bool none_of = is == nullptr; // {item: ID} alone: filled
            const yaml::Node* const codes = none_of ? is_not : is;
            tests.push_back({.kind = none_of ? WhenKind::is_not : WhenKind::is,
                             .item = index,
                             .codes = codes == nullptr ? std::vector<std::string>() : codes_of(index, *codes),
                             .where = when.where()});
        }
    }

    void read_empty(const yaml::Node& id) {
        if (tables.without.contains(id.text)) {
            return; // always empty
        }
        if (const auto group = tables.group_by_id.find(id.text); group != tables.group_by_id.end()) {
            tests.push_back({.kind = WhenKind::has_no_row, .group = group->second, .where = id.where()});
        } else if (const ItemId index = item(id); index != none) {
            tests.push_back({.kind = WhenKind::is_empty, .item = index, .where = id.where()});
        }
    }

    std::vector<std::string> codes_of(ItemId index, const yaml::Node& codes) {
        std::vector<std::string> out;
        for (const yaml::Node& code : codes.children) {
            if (!is_code_of(tables, index, code.text)) {
                report.add(message::when_code_unknown, code.where(), {item_text(index), code.text});
            }
            out.push_back(code.text);
        }
        if (out.empty()) {
            report.add(message::when_condition_wrong, codes.where());
        }
        return out;
    }

    ItemId item(const yaml::Node& id) { return form::known_item(tables, id.text, id.where(), report); }
    std::string item_text(ItemId index) const {
        return tables.item_names[index] + " (" + tables.item_ids[index] + ")";
    }
};

} // namespace

bool is_code_of(const form::Tables& tables, ItemId index, std::string_view code) {
    const form::Item& item = tables.items[index];
    if (item.type == form::ItemType::flag) {
        return code == "0" || code == "1";
    }
    const auto is_it = [&](const form::CodeRow& row) { return tables.blob.text_of(row.form) == code; };
    return item.list != form::none && std::ranges::any_of(tables.rows(tables.lists[item.list]), is_it);
}

std::vector<WhenTest> read_when(const yaml::Node& when, const form::Tables& tables, diag::Report& report) {
    WhenReader reader{tables, report};
    reader.read(when);
    return std::move(reader.tests);
}

bool asks_for_without(const yaml::Node& when, const form::Tables& tables) {
    if (when.kind == yaml::NodeKind::list) {
        return std::ranges::any_of(when.children,
                                   [&](const yaml::Node& each) { return asks_for_without(each, tables); });
    }
    return tables.without.contains(when.kind == yaml::NodeKind::map ? when.text_of("item") : when.text);
}

} // namespace renkei::mapping
