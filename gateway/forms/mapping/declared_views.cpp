#include "gateway/forms/mapping/declared_views.h"

#include "gateway/forms/mapping/plan.h"
#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace renkei::mapping {
namespace {

namespace message = diag::message;
using model::ItemType;

constexpr std::array text_types{ItemType::text, ItemType::token, ItemType::code, ItemType::integer};
constexpr std::array day_types{ItemType::date, ItemType::month, ItemType::datetime};
constexpr std::string_view text_type_names = "text, token, code, int";
constexpr std::string_view day_type_names = "date, month, datetime";

// In the order of ViewOrder.
constexpr std::array<std::string_view, 6> order_keys{"before",     "same",        "after",
                                                     "only_first", "only_second", "neither"};
static_assert(order_keys.size() == static_cast<std::size_t>(ViewOrder::count));

// What keeps two values of a template apart; percent-encoded inside of values.
constexpr std::string_view separators = ":/|";

// Reads one view. An item that this version of the form does not have takes with it what names it.
class ViewReader {
public:
    ViewReader(const model::Tables& tables, diag::Report& report, DeclaredView& out)
        : tables_(tables),
          report_(report),
          out_(out) {}

    void read(const yaml::Node& node) {
        if (node.get("template") != nullptr) {
            known_keys(node, {"template"});
            read_template(*node.get("template"));
        } else if (node.get("order") != nullptr) {
            read_order(node);
        } else {
            known_keys(node, {"of", "is", "otherwise"});
            read_pattern(node);
        }
    }
    bool is_lost() const { return lost_; }

private:
    void known_keys(const yaml::Node& node, std::initializer_list<std::string_view> known) {
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            if (std::ranges::find(known, std::string_view(node.keys[i])) == known.end()) {
                report_.add(message::key_unknown, node.children[i].where(),
                            {node.keys[i], "template | of is otherwise | order before same after only_first "
                                           "only_second neither"});
            }
        }
    }

    void wrong(const yaml::Node& node, std::string_view expected) {
        report_.add(message::value_wrong, node.where(), {node.text, std::string(expected)});
    }

    // ---------------------------------------------------------------- items
    // Its place in out_.items; none: unknown, or not of this version.
    std::optional<std::uint16_t> part(std::string_view id, const diag::Where& where,
                                      std::span<const ItemType> types, std::string_view type_names) {
        if (tables_.without.contains(id)) {
            lost_ = true;
            return std::nullopt;
        }
        const auto found = tables_.item_by_id.find(id);
        if (found == tables_.item_by_id.end()) {
            report_.add(message::item_unknown, where,
                        {std::string(id), model::nearest(id, tables_.item_by_id)});
            return std::nullopt;
        }
        const model::Item& item = tables_.items[found->second];
        if (std::ranges::find(types, item.type) == types.end()) {
            report_.add(message::view_item_type, where,
                        {tables_.item_names[found->second] + " (" + std::string(id) + ")",
                         std::string(type_name(item.type)), out_.name, std::string(type_names)});
        }
        const auto known = std::ranges::find(out_.items, found->second);
        const auto index = static_cast<std::uint16_t>(known - out_.items.begin());
        if (known == out_.items.end()) {
            out_.items.push_back(found->second);
        }
        return index;
    }

    std::string pattern(std::string_view re2, const yaml::Node& node) {
        if (const std::string error = model::TextPattern::error_of(re2); !error.empty()) {
            report_.add(message::value_wrong, node.where(), {std::string(re2), "RE2 (" + error + ")"});
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
            lost_ = false;
            DeclaredCase alternative = read_alternative(each);
            if (!lost_) {
                out_.cases.push_back(std::move(alternative));
            }
        }
        lost_ = out_.cases.empty();
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
                report_.add(message::view_values_adjoin, node.where(), {out_.name, node.text});
            }
            piece.part = part(hole.substr(0, bar), node.where(), text_types, text_type_names).value_or(0);
            if (bar < hole.size()) {
                piece.pattern = pattern(hole.substr(bar + 1), node);
            }
            out.pieces.push_back(std::move(piece));
            rest.remove_prefix(close + 1);
        }
        out.tail = rest;
        if (out.pieces.empty()) {
            report_.add(message::view_without_item, node.where(), {out_.name, node.text});
        }
        return out;
    }

    // ---------------------------------------------------------------- pattern
    // {of: item, is: [[pattern, text], …], otherwise: text}; {of: [item, item], is: [[pattern, pattern,
    // text], …]}
    void read_pattern(const yaml::Node& node) {
        const yaml::Node* of = node.get("of");
        const yaml::Node* is = node.get("is");
        if (of == nullptr || is == nullptr || (of->kind == yaml::NodeKind::list && of->children.empty())) {
            report_.add(message::key_missing, node.where(), {of == nullptr ? "template, of, order" : "is"});
            return;
        }
        const bool is_list = of->kind == yaml::NodeKind::list;
        const auto items =
            is_list ? std::span<const yaml::Node>(of->children) : std::span<const yaml::Node>(of, 1);
        std::vector<std::uint16_t> decide;
        for (const yaml::Node& each : items) {
            decide.push_back(part(each.text, each.where(), text_types, text_type_names).value_or(0));
        }
        for (const yaml::Node& each : is->children) {
            if (each.kind != yaml::NodeKind::list || each.children.size() != decide.size() + 1) {
                wrong(each, is_list ? "[a pattern for each item, text]" : "[pattern, text]");
                continue;
            }
            DeclaredCase text{
                .pieces = {}, .tail = each.children.back().text, .where = each.children.back().where()};
            for (std::size_t i = 0; i < decide.size(); ++i) {
                text.pieces.push_back(deciding(decide[i], pattern(each.children[i].text, each.children[i])));
            }
            out_.cases.push_back(std::move(text));
        }
        if (const yaml::Node* otherwise = node.get("otherwise")) {
            if (is_list) {
                wrong(*otherwise, "a last row of `is:`");
            }
            out_.cases.push_back(
                {.pieces = {deciding(decide[0], {})}, .tail = otherwise->text, .where = otherwise->where()});
        }
        if (is->children.empty()) {
            wrong(*is, "[[pattern, text], …]");
        }
    }

    static DeclaredPiece deciding(std::uint16_t part, std::string fits) {
        return {.before = {}, .part = part, .pattern = std::move(fits), .writes = false};
    }

    // ---------------------------------------------------------------- order
    // {order: [first, second], before: text, …}
    void read_order(const yaml::Node& node) {
        known_keys(node, {"order", "before", "same", "after", "only_first", "only_second", "neither"});
        out_.kind = View::order;
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
            out_.cases.push_back({.pieces = {},
                                  .tail = text == nullptr ? std::string() : text->text,
                                  .where = text == nullptr ? node.where() : text->where()});
        }
        if (!says_something) {
            report_.add(message::key_missing, node.where(), {"before"});
        }
    }

    const model::Tables& tables_;
    diag::Report& report_;
    DeclaredView& out_;
    bool lost_ = false;
};

} // namespace

DeclaredViews::DeclaredViews(const model::FormYaml& folder, Example& example, diag::Report& report)
    : example_(example),
      report_(report) {
    for (const yaml::Node& part : folder.parts) {
        const yaml::Node* views = part.get("views");
        for (std::size_t i = 0; views != nullptr && i < views->keys.size(); ++i) {
            const yaml::Node& node = views->children[i];
            const auto [first, fresh] = declared_.try_emplace(
                views->keys[i], Declared{.node = &node, .own = &part == &folder.parts.back()});
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
        ViewReader reader(*example.tables, ignored, view);
        reader.read(*declared.node);
        if (reader.is_lost()) {
            lost_.insert(name);
        }
    }
}

void DeclaredViews::read(const std::string& name, Declared& declared) {
    declared.id = example_.views.next_id();
    DeclaredView& out = example_.views.emplace_back();
    out.name = name;
    out.where = declared.node->where();
    ViewReader(*example_.tables, report_, out).read(*declared.node);
}

void DeclaredViews::use(const std::string& name, ExampleNode& hole) {
    const auto found = declared_.find(name);
    if (found == declared_.end()) {
        std::map<std::string, DeclaredViewId, std::less<>> names;
        for (const auto& [known, declared] : declared_) {
            names.try_emplace(known, declared.id);
        }
        report_.add(message::no_declared_view, hole.where, {name, model::nearest(name, names)});
        return;
    }
    if (found->second.id == none) {
        read(name, found->second);
    }
    const DeclaredView& view = example_.views[found->second.id];
    hole.declared_view = found->second.id;
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
        if (declared.own && declared.id == none) {
            report_.add(message::view_unused, declared.node->where(), {name});
        }
    }
}

} // namespace renkei::mapping
