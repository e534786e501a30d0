#include "gateway/forms/mapping/load/declared_views.h"

#include "gateway/forms/mapping/load/read_view.h"
#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"

#include <algorithm>
#include <iterator>

namespace renkei::mapping {
namespace {

constexpr char column_dot = '.'; // view.column

} // namespace

DeclaredViews::DeclaredViews(const form::FormYaml& folder, Example& example, diag::Report& report)
    : example_(example),
      report_(report) {
    for (const yaml::Node& part : folder.parts) {
        const yaml::Node* views = part.get("views");
        for (std::size_t i = 0; views != nullptr && i < views->keys.size(); ++i) {
            const yaml::Node& node = views->children[i];
            const auto [first, fresh] = declared_.try_emplace(
                views->keys[i],
                Declared{.node = &node, .own = &part == &folder.parts.back(), .columns = column_names(node)});
            if (!fresh) {
                report_.add(message::defined_twice, node.where(),
                            {views->keys[i], diag::to_text(first->second.node->where())});
            }
        }
    }
    if (example.tables->without.empty()) {
        return;
    }
    for (const auto& [name, declared] : declared_) {
        DeclaredView view;
        diag::Report ignored; // reported when the view is used
        if (read_view(*declared.node, {}, *example.tables, ignored, view) == Reach::lost) {
            lost_.insert(name);
            for (const std::string& column : declared.columns) {
                lost_.insert(name + column_dot + column);
            }
        }
    }
}

// Null: there is no such view, or no such column of it.
DeclaredViews::Named DeclaredViews::find(std::string_view name) {
    const std::size_t dot = std::min(name.find(column_dot), name.size());
    const auto found = declared_.find(name.substr(0, dot));
    if (found == declared_.end()) {
        return {};
    }
    const std::vector<std::string>& columns = found->second.columns;
    const std::string column(name.substr(std::min(dot + 1, name.size())));
    const bool is_known =
        columns.empty() ? dot == name.size() : std::ranges::find(columns, column) != columns.end();
    return is_known ? Named{&found->second, column} : Named{};
}

bool DeclaredViews::has(std::string_view name) const {
    return declared_.contains(name.substr(0, name.find(column_dot)));
}

void DeclaredViews::report_unknown(const std::string& name, const diag::Where& where) {
    std::map<std::string, int, std::less<>> names;
    for (const auto& [known, declared] : declared_) {
        for (const std::string& column : declared.columns) {
            names.try_emplace(known + column_dot + column);
        }
        if (declared.columns.empty()) {
            names.try_emplace(known);
        }
    }
    report_.add(message::no_declared_view, where, {name, form::nearest(name, names)});
}

bool DeclaredViews::reports_items(const Declared& declared, const std::vector<ItemId>& items,
                                  const ExampleNode& hole) {
    const std::size_t wanted = items_at_hole(*declared.node);
    if (items.size() == wanted) {
        return false;
    }
    const auto named =
        std::ranges::find_if(declared_, [&](const auto& each) { return &each.second == &declared; });
    std::string expected = "~";
    for (std::size_t i = 0; i < wanted; ++i) {
        expected += i == 0 ? "item" : "+item";
    }
    report_.add(message::value_wrong, hole.where, {hole.text, expected + '|' + named->first});
    return true;
}

void DeclaredViews::use(const std::string& name, const std::vector<ItemId>& items, ExampleNode& hole) {
    const Named named = find(name);
    if (named.view == nullptr) {
        report_unknown(name, hole.where);
        return;
    }
    Declared& declared = *named.view;
    std::string key = named.column;
    for (const ItemId item : items) {
        key += '+' + example_.item_id(item);
    }
    const auto [known, is_new] = declared.used.try_emplace(std::move(key), example_.views.next_id());
    if (is_new) {
        DeclaredView& out = example_.views.emplace_back();
        out.name = name;
        out.where = declared.node->where();
        if (!reports_items(declared, items, hole)) {
            read_view(*declared.node, {named.column, items}, *example_.tables, report_, out);
        }
    }
    const DeclaredView& view = example_.views[known->second];
    hole.declared_view = known->second;
    hole.view = view.kind;
    const auto is_constant = [](const DeclaredCase& each) {
        return std::ranges::none_of(each.pieces, &DeclaredPiece::writes);
    };
    if (std::ranges::all_of(view.cases, is_constant)) {
        std::ranges::transform(view.cases, std::back_inserter(hole.view_texts), &DeclaredCase::tail);
    }
    for (const ItemId item : view.items) {
        hole.parts.push_back({item, true});
    }
}

void DeclaredViews::report_unused() {
    for (const auto& [name, declared] : declared_) {
        if (!declared.own) {
            continue;
        }
        const auto is_used = [&](const std::string& column) {
            return std::ranges::any_of(declared.used, [&](const auto& each) {
                return each.first.substr(0, each.first.find('+')) == column;
            });
        };
        for (const std::string& column : declared.columns) {
            if (!is_used(column)) {
                report_.add(message::view_unused, declared.node->where(), {name + column_dot + column});
            }
        }
        if (declared.columns.empty() && declared.used.empty()) {
            report_.add(message::view_unused, declared.node->where(), {name});
        }
    }
}

} // namespace renkei::mapping
