#include "gateway/forms/mapping/load/read_view.h"

#include "gateway/core/text/words.h"
#include "gateway/forms/form/tables_keys.h"
#include "gateway/forms/mapping/plan/plan.h"
#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"

#include <algorithm>
#include <array>

namespace renkei::mapping {
namespace {

using form::ItemType;

constexpr std::array text_types{ItemType::text, ItemType::token, ItemType::code, ItemType::integer,
                                ItemType::flag};
constexpr std::array day_types{ItemType::date, ItemType::month, ItemType::datetime};
constexpr std::array template_types{ItemType::text, ItemType::token, ItemType::code,  ItemType::integer,
                                    ItemType::flag, ItemType::date,  ItemType::month, ItemType::datetime};
constexpr std::string_view text_type_names = "text, token, code, int, flag";
constexpr std::string_view day_type_names = "date, month, datetime";
constexpr std::string_view template_type_names = "text, token, code, int, flag, date, month, datetime";

// In the order of ViewOrder.
constexpr std::array<std::string_view, 5> order_keys{"before", "same", "after", "only_first", "only_second"};
static_assert(order_keys.size() == static_cast<std::size_t>(ViewOrder::count));

constexpr std::string_view as_text = "text"; // `reads:`: not as a wording

// What keeps two values of a template apart; percent-encoded inside of values.
constexpr std::string_view separators = ":/|";

// Reads one view. An item that this version of the form does not have takes with it what names it.
struct ViewReader {
    const form::Tables& tables;
    const AskedView& asked;
    diag::Report& report;
    DeclaredView& view;
    bool lost = false;

    void read(const yaml::Node& node) {
        if (node.get("template") != nullptr) {
            known_keys(node, {"template"});
            read_template(*node.get("template"));
        } else if (node.get("order") != nullptr) {
            read_order(node);
        } else {
            known_keys(node, {"of", "reads", "columns", "is", "otherwise"});
            form::check_values(node, form::keys::view, report);
            read_pattern(node);
        }
    }
    bool is_lost() const { return lost; }

    void known_keys(const yaml::Node& node, std::initializer_list<std::string_view> known) {
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            if (std::ranges::find(known, std::string_view(node.keys[i])) == known.end()) {
                report.add(message::key_unknown, node.children[i].where(),
                           {node.keys[i], "template | of reads columns is otherwise | order before same "
                                          "after only_first only_second"});
            }
        }
    }

    void wrong(const yaml::Node& node, std::string_view expected) {
        report.add(message::value_wrong, node.where(), {node.text, std::string(expected)});
    }

    // ---------------------------------------------------------------- items
    // Its place in view.items; none: unknown, or not of this version.
    std::optional<std::uint16_t> part(std::string_view id, const diag::Where& where,
                                      std::span<const ItemType> types, std::string_view type_names) {
        if (tables.without.contains(id)) {
            lost = true;
            return std::nullopt;
        }
        const ItemId item = form::known_item(tables, id, where, report);
        if (item == none) {
            return std::nullopt;
        }
        return part_of(item, where, types, type_names);
    }

    std::uint16_t part_of(ItemId id, const diag::Where& where, std::span<const ItemType> types,
                          std::string_view type_names) {
        if (std::ranges::find(types, tables.items[id].type) == types.end()) {
            report.add(message::view_item_type, where,
                       {tables.item_names[id] + " (" + tables.item_ids[id] + ")",
                        std::string(type_name(tables.items[id].type)), view.name, std::string(type_names)});
        }
        const auto known = std::ranges::find(view.items, id);
        const auto index = static_cast<std::uint16_t>(known - view.items.begin());
        if (known == view.items.end()) {
            view.items.push_back(id);
        }
        return index;
    }

    std::string pattern(std::string_view re2, const yaml::Node& node) {
        if (const std::string error = form::TextPattern::error_of(re2); !error.empty()) {
            report.add(message::value_wrong, node.where(), {std::string(re2), "RE2 (" + error + ")"});
            return {};
        }
        return std::string(re2);
    }

    // ---------------------------------------------------------------- template
    void read_template(const yaml::Node& node) {
        const bool is_list = node.kind == yaml::NodeKind::list;
        for (const yaml::Node& each :
             is_list ? std::span<const yaml::Node>(node.children) : std::span<const yaml::Node>(&node, 1)) {
            if (each.kind != yaml::NodeKind::scalar || each.text.empty()) {
                wrong(each, "text with <item>");
                continue;
            }
            lost = false;
            DeclaredCase alternative = read_alternative(each);
            if (!lost) {
                view.cases.push_back(std::move(alternative));
            }
        }
        lost = view.cases.empty();
    }

    // "text<item>text<item|pattern>text"
    DeclaredCase read_alternative(const yaml::Node& node) {
        DeclaredCase out{.pieces = {}, .tail = {}, .where = node.where()};
        std::string_view rest = node.text;
        for (std::size_t open = rest.find('<'); open != std::string_view::npos; open = rest.find('<')) {
            const std::size_t close = rest.find('>', open);
            if (close == std::string_view::npos) {
                wrong(node, "text with <item>");
                return out;
            }
            const std::string_view hole = rest.substr(open + 1, close - open - 1);
            const std::size_t bar = std::min(hole.find('|'), hole.size());
            DeclaredPiece piece{.before = std::string(rest.substr(0, open)), .part = 0, .pattern = {}};
            if (!out.pieces.empty() && piece.before.find_first_of(separators) == std::string::npos) {
                report.add(message::view_values_adjoin, node.where(), {view.name, node.text});
            }
            if (const auto known =
                    part(hole.substr(0, bar), node.where(), template_types, template_type_names)) {
                piece.part = *known;
                piece.as_digits =
                    std::ranges::find(day_types, tables.items[view.items[*known]].type) != day_types.end();
            }
            if (bar < hole.size()) {
                piece.pattern = pattern(hole.substr(bar + 1), node);
            }
            out.pieces.push_back(std::move(piece));
            rest.remove_prefix(close + 1);
        }
        out.tail = rest;
        if (out.pieces.empty()) {
            report.add(message::view_without_item, node.where(), {view.name, node.text});
        }
        return out;
    }

    // ---------------------------------------------------------------- pattern
    // How an item of `of:` is read.
    struct Subject {
        std::uint16_t part = 0;
        const form::Wording* wording = nullptr; // null: as it is
    };

    // {of: item, is: [[pattern, text], …], otherwise: text}; of several items: [[pattern, pattern, text], …];
    // with several columns: [[pattern, text, text], …]
    void read_pattern(const yaml::Node& node) {
        const yaml::Node* const is = node.get("is");
        if (is == nullptr) {
            report.add(message::key_missing, node.where(), {"is"});
            return;
        }
        if (is->children.empty()) {
            wrong(*is, "[[pattern, text], …]");
        }
        const std::vector<Subject> subjects = read_subjects(node);
        const std::size_t column = column_of(node);
        const std::size_t columns = std::max<std::size_t>(column_names(node).size(), 1);
        if (subjects.empty()) {
            report.add(message::key_missing, node.where(), {"of"});
            return;
        }
        for (const yaml::Node& each : is->children) {
            if (each.kind != yaml::NodeKind::list || each.children.size() != subjects.size() + columns) {
                wrong(each, "[a pattern for each item, a text for each column]");
                continue;
            }
            const yaml::Node& said = each.children[subjects.size() + column];
            DeclaredCase text{.pieces = {}, .tail = said.text, .where = said.where()};
            for (std::size_t i = 0; i < subjects.size(); ++i) {
                text.pieces.push_back(deciding(subjects[i], each.children[i]));
            }
            view.cases.push_back(std::move(text));
        }
        if (const yaml::Node* otherwise = node.get("otherwise")) {
            if (subjects.size() > 1 || columns > 1) {
                wrong(*otherwise, "a last row of `is:`");
            }
            view.cases.push_back(
                {.pieces = {{.before = {}, .part = subjects[0].part, .pattern = {}, .writes = false}},
                 .tail = otherwise->text,
                 .where = otherwise->where()});
        }
    }

    std::vector<Subject> read_subjects(const yaml::Node& node) {
        std::vector<Subject> out;
        for (const yaml::Node* const each : form::texts_at(node, "of")) {
            out.push_back({part(each->text, each->where(), text_types, text_type_names).value_or(0)});
        }
        for (const ItemId item : asked.items) {
            out.push_back({part_of(item, node.where(), text_types, text_type_names)});
        }
        const std::vector<const yaml::Node*> reads = form::texts_at(node, "reads");
        if (!reads.empty() && reads.size() != out.size()) {
            wrong(*node.get("reads"), "`text` or a wording for each item");
            return out;
        }
        for (std::size_t i = 0; i < reads.size(); ++i) {
            out[i].wording = tables.wordings.find(reads[i]->text);
            if (out[i].wording == nullptr && reads[i]->text != as_text) {
                std::string known(as_text);
                for (const form::Wording& each : tables.wordings.all()) {
                    known.append(" | ").append(each.name());
                }
                wrong(*reads[i], known);
            }
        }
        return out;
    }

    std::size_t column_of(const yaml::Node& node) {
        const std::vector<std::string> names = column_names(node);
        const auto found = std::ranges::find(names, asked.column);
        return found == names.end() ? 0 : static_cast<std::size_t>(found - names.begin());
    }

    DeclaredPiece deciding(const Subject& subject, const yaml::Node& cell) {
        if (subject.wording != nullptr) {
            check_readings(*subject.wording, cell);
        }
        return {.before = {},
                .part = subject.part,
                .pattern = pattern(cell.text, cell),
                .writes = false,
                .wording = subject.wording};
    }

    // The cell must have readings between bars, or a pattern that matches one. Bad patterns are reported.
    void check_readings(const form::Wording& wording, const yaml::Node& cell) {
        bool is_known = true;
        for (std::string_view rest = cell.text; !rest.empty();) {
            is_known = wording.has(text::next_part(rest, '|')) && is_known;
        }
        if (is_known || !form::TextPattern::error_of(cell.text).empty()) {
            return;
        }
        const form::TextPattern pattern(cell.text);
        const bool is_plain = cell.text.find_first_of("()[].*+?") == std::string::npos;
        if (is_plain || std::ranges::none_of(wording.readings(), [&](const form::Reading& reading) {
                return pattern.matches(reading.name);
            })) {
            wrong(cell, form::names_of_readings(wording));
        }
    }

    // ---------------------------------------------------------------- order
    // {order: [first, second], before: text, …}
    void read_order(const yaml::Node& node) {
        known_keys(node, {"order", "before", "same", "after", "only_first", "only_second"});
        view.kind = View::order;
        const yaml::Node& order = *node.get("order");
        if (order.kind != yaml::NodeKind::list || order.children.size() != 2 ||
            order.children[0].text == order.children[1].text) {
            wrong(order, "[first item, second item]");
            return;
        }
        for (const yaml::Node& each : order.children) {
            part(each.text, each.where(), day_types, day_type_names);
        }
        bool says_something = false;
        for (const std::string_view key : order_keys) {
            const yaml::Node* text = node.get(key);
            says_something |= text != nullptr && !text->text.empty();
            view.cases.push_back({.pieces = {},
                                  .tail = text == nullptr ? std::string() : text->text,
                                  .where = text == nullptr ? node.where() : text->where()});
        }
        if (!says_something) {
            report.add(message::key_missing, node.where(), {"before"});
        }
    }
};

} // namespace

std::vector<std::string> column_names(const yaml::Node& view) {
    std::vector<std::string> out; // what is no list of texts is reported when the view is used
    for (const yaml::Node* const each : form::texts_at(view, "columns")) {
        out.push_back(each->text);
    }
    return out;
}

std::size_t items_at_hole(const yaml::Node& view) {
    if (view.get("template") != nullptr || view.get("order") != nullptr || view.get("of") != nullptr) {
        return 0;
    }
    return std::max<std::size_t>(form::texts_at(view, "reads").size(), 1);
}

Reach read_view(const yaml::Node& node, const AskedView& asked, const form::Tables& tables,
                diag::Report& report, DeclaredView& out) {
    ViewReader reader{tables, asked, report, out};
    reader.read(node);
    return reader.is_lost() ? Reach::lost : Reach::here;
}

} // namespace renkei::mapping
