#include "gateway/forms/mapping/transfer.h"

#include "gateway/forms/mapping/codec.h"
#include "gateway/forms/model/tables_keys.h"
#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"
#include "generated/messages/service.h"

#include <algorithm>
#include <array>

namespace renkei::mapping {
namespace {

namespace message = diag::message;
using model::Form;
using model::Item;
using model::ItemType;

constexpr std::array<std::string_view, 5> transfer_keys{"to", "rows", "constants", "withhold", "refuse"};
constexpr std::array<std::string_view, 6> option_keys{"map", "join", "only", "when", "text", "replace"};
constexpr std::array<std::string_view, 4> any_keys{"any", "item", "value", "when"};
constexpr std::array<std::string_view, 4> when_keys{"item", "ours", "is", "not"};
constexpr std::array<std::string_view, 2> direction_names{"in", "out"};

bool is_text(ItemType type) { return type == ItemType::text || type == ItemType::token; }

// May a value of one type be one of the other? Whether this value fits is asked when it is carried.
bool may_become(const Item& from, const Item& to) {
    const bool is_number = from.type == ItemType::integer || from.type == ItemType::decimal;
    return from.type == to.type || is_text(from.type) || is_text(to.type) ||
           (from.type == ItemType::datetime && to.type == ItemType::date) ||
           (is_number && (to.type == ItemType::integer || to.type == ItemType::decimal));
}

class TransferReader {
public:
    TransferReader(const Form& foreign, const FormFinder& find, diag::Report& report)
        : find_(find),
          report_(report) {
        out_.foreign = &foreign;
    }

    Transfer run(const yaml::Node& root) {
        if (!model::has_known_keys(root, transfer_keys, report_) || !find_target(root)) {
            return std::move(out_);
        }
        const yaml::Node* const rows = root.get("rows");
        if (rows == nullptr) {
            report_.add(message::key_missing, root.where(), {"rows"});
            return std::move(out_);
        }
        for (const yaml::Node& node : rows->children) {
            node.kind == yaml::NodeKind::map ? read_any(node) : read_row(node);
        }
        if (const yaml::Node* const constants = root.get("constants");
            constants != nullptr && model::has_known_keys(*constants, direction_names, report_)) {
            for (const Direction way : directions) {
                read_constants(*constants, way);
            }
        }
        if (const yaml::Node* const withhold = root.get("withhold")) {
            read_withheld(*withhold);
        }
        if (const yaml::Node* const refuse = root.get("refuse")) {
            read_refused(*refuse);
        }
        return std::move(out_);
    }

private:
    bool find_target(const yaml::Node& root) {
        const yaml::Node* const to = model::needed_scalar(root, "to", report_);
        if (to == nullptr) {
            return false;
        }
        out_.ours = find_(to->text);
        if (!out_.foreign->is_foreign() || out_.ours == nullptr || out_.ours->is_foreign()) {
            report_.add(message::transfer_forms, to->where(), {std::string(out_.foreign->id()), to->text});
            return false;
        }
        return true;
    }

    std::optional<ItemId> item(const Form& form, const yaml::Node& node) {
        return read_item(form, node, report_);
    }

    static std::string named(const Form& form, const Item& item) {
        return std::string(form.text(item.name)) + " (" + std::string(form.text(item.id)) + ")";
    }

    // ---------------------------------------------------------------- rows
    void read_row(const yaml::Node& node) {
        constexpr std::size_t least = 2;
        if (node.kind != yaml::NodeKind::list || node.children.size() < least ||
            node.children.size() > least + 1) {
            model::report_wrong(
                node, "[item, item, {map: …, join: …, only: …, when: …, text: …, replace: …}]", report_);
            return;
        }
        const auto foreign = item(*out_.foreign, node.children[0]);
        const auto ours = item(*out_.ours, node.children[1]);
        if (!foreign || !ours) {
            return;
        }
        TransferRow row{.foreign = *foreign, .ours = *ours, .where = node.where()};
        if (node.children.size() > least) {
            read_options(node.children[least], row);
        }
        for (const Direction way : directions) {
            if (row.goes_in(way)) {
                check_way(row, way);
            }
        }
        out_.rows.push_back(std::move(row));
    }

    void read_options(const yaml::Node& node, TransferRow& row) {
        if (!model::has_known_keys(node, option_keys, report_)) {
            return;
        }
        if (const yaml::Node* const only = model::scalar_at(node, "only", report_)) {
            const auto* const named = std::ranges::find(direction_names, only->text);
            if (named == direction_names.end()) {
                model::report_wrong(*only, "in | out", report_);
            } else {
                row.goes[named == direction_names.begin() ? 1 : 0] = false;
            }
        }
        if (const yaml::Node* const join = model::scalar_at(node, "join", report_)) {
            row.join = join->text;
        }
        if (const yaml::Node* const map = node.get("map")) {
            read_map(*map, row);
        }
        if (const yaml::Node* const when = node.get("when")) {
            read_when(*when, group_of(Direction::in, row.foreign), group_of(Direction::out, row.ours),
                      row.when);
        }
        if (const yaml::Node* const text = node.get("text")) {
            read_text(*text, row);
        }
        if (const yaml::Node* const replace = node.get("replace")) {
            read_replacements(*replace, row);
        }
    }

    // [{item: ID, is: [values]}]
    void read_withheld(const yaml::Node& list) {
        if (list.kind != yaml::NodeKind::list) {
            model::report_wrong(list, "[{item: ID, is: [values]}]", report_);
            return;
        }
        for (const yaml::Node& node : list.children) {
            const yaml::Node* const id = node.get("item");
            const std::optional<ItemId> found = id == nullptr ? std::nullopt : out_.foreign->item(id->text);
            if (id == nullptr || node.get("is") == nullptr) {
                model::report_wrong(node, "{item: ID, is: [values]}", report_);
                continue;
            }
            read_when(node, found ? group_of(Direction::in, *found) : document_group, document_group,
                      out_.withheld);
        }
    }

    // [{item | ours: ID, is: [values]}], of items of the document
    void read_refused(const yaml::Node& list) {
        for (const yaml::Node& node : list.children) {
            if (list.kind != yaml::NodeKind::list || node.get("is") == nullptr) {
                model::report_wrong(list, "[{item | ours: ID, is: [values]}]", report_);
                return;
            }
            read_when(node, document_group, document_group, out_.refused);
        }
    }

    GroupId group_of(Direction way, ItemId index) const { return out_.from(way).items()[index].group; }

    // Texts of items that are read; the other direction has a row of its own.
    void read_text(const yaml::Node& node, TransferRow& row) {
        if (row.goes_in(Direction::in) == row.goes_in(Direction::out) || row.has_map) {
            model::report_wrong(node, "`text:` with `only:` and without `map:`", report_);
            return;
        }
        const Direction way = row.goes_in(Direction::in) ? Direction::in : Direction::out;
        if (!is_text(out_.to(way).items()[row.to(way)].type)) {
            model::report_wrong(node, "`text:` for an item of type text or token", report_);
            return;
        }
        row.texts =
            read_texts(out_.from(way), node, group_of(way, row.from(way)), RowNumber::unknown, report_);
    }

    void read_replacements(const yaml::Node& node, TransferRow& row) {
        if (node.kind != yaml::NodeKind::map || node.keys.empty() || !row.goes_in(Direction::out) ||
            !is_text(out_.foreign->items()[row.foreign].type)) {
            model::report_wrong(node, "{text: text instead} of a text that goes out", report_);
            return;
        }
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            if (node.keys[i].empty() || node.children[i].kind != yaml::NodeKind::scalar) {
                model::report_wrong(node.children[i], "{text: text instead}", report_);
                return;
            }
            row.replacements.push_back({node.keys[i], node.children[i].text});
        }
    }

    // {item: ID, is: [values]}, {item: ID, not: [values]}, {item: ID}, `ours:` instead of `item:`, or a list
    // of them that all hold. The groups of the row there and here.
    void read_when(const yaml::Node& node, GroupId foreign, GroupId ours, std::vector<TransferTest>& out) {
        if (node.kind == yaml::NodeKind::list) {
            for (const yaml::Node& each : node.children) {
                read_when(each, foreign, ours, out);
            }
            return;
        }
        if (!model::has_known_keys(node, when_keys, report_)) {
            return;
        }
        const Direction way = node.get("ours") == nullptr ? Direction::in : Direction::out;
        const yaml::Node* const id =
            model::needed_scalar(node, way == Direction::in ? "item" : "ours", report_);
        if (id == nullptr) {
            return;
        }
        const yaml::Node* const is = node.get("is");
        const yaml::Node* const values = is != nullptr ? is : node.get("not");
        if ((values != nullptr && values->kind != yaml::NodeKind::list) ||
            node.keys.size() != (values != nullptr ? 2U : 1U)) {
            model::report_wrong(node, "{item | ours: ID, is | not: [values]} | {item | ours: ID}", report_);
            return;
        }
        const Form& form = out_.from(way);
        const std::optional<ItemId> found = item(form, *id);
        if (!found) {
            return;
        }
        const GroupId asked = form.items()[*found].group;
        if (asked != document_group && asked != (way == Direction::in ? foreign : ours)) {
            model::report_wrong(*id, "item of the same row, or of the document", report_);
            return;
        }
        TransferTest test{.way = way, .item = *found, .is_wanted = is != nullptr};
        if (values == nullptr) {
            test.values.emplace_back(); // anything but no value
        } else {
            for (const yaml::Node& value : values->children) {
                check_value(form, *found, value.text, value, report_);
                test.values.push_back(value.text);
            }
        }
        out.push_back(std::move(test));
    }

    void read_map(const yaml::Node& node, TransferRow& row) {
        row.has_map = true;
        if (node.kind != yaml::NodeKind::map || node.keys.empty()) {
            model::report_wrong(node, "{value there: value here}", report_);
            return;
        }
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            const yaml::Node& value = node.children[i];
            check_value(*out_.foreign, row.foreign, node.keys[i], value, report_);
            check_value(*out_.ours, row.ours, value.text, value, report_);
            row.map[0].emplace(node.keys[i], value.text);
            const bool is_fresh = row.map[1].emplace(value.text, node.keys[i]).second;
            if (!is_fresh && row.goes_in(Direction::out)) {
                report_.add(message::transfer_map, value.where(), {value.text});
            }
        }
    }

    void check_way(const TransferRow& row, Direction way) {
        const Form& source = out_.from(way);
        const Form& target = out_.to(way);
        const Item& from = source.items()[row.from(way)];
        const Item& to = target.items()[row.to(way)];
        const bool joins = !row.join.empty() && from.group != document_group;
        if ((!row.has_map && !may_become(from, to)) ||
            (joins && (to.group != document_group || !is_text(to.type)))) {
            report_.add(message::transfer_types, row.where,
                        {named(source, from), std::string(type_name(from.type)), named(target, to),
                         std::string(type_name(to.type)),
                         std::string(direction_names[way == Direction::in ? 1 : 0])});
        }
        if (to.group != document_group && target.groups()[to.group].parent != document_group) {
            report_.add(message::transfer_group, row.where,
                        {named(target, to), std::string(target.text(target.groups()[to.group].id))});
        }
    }

    // {any: group, item: ID, value: code}
    void read_any(const yaml::Node& node) {
        const yaml::Node* const group = model::needed_scalar(node, "any", report_);
        const yaml::Node* const id = model::needed_scalar(node, "item", report_);
        const yaml::Node* const value = model::needed_scalar(node, "value", report_);
        if (!model::has_known_keys(node, any_keys, report_) || group == nullptr || id == nullptr ||
            value == nullptr) {
            return;
        }
        const std::optional<GroupId> rows = read_group(*out_.foreign, *group, report_);
        if (const auto ours = item(*out_.ours, *id); ours && rows) {
            check_root(*out_.ours, *ours, *id);
            check_value(*out_.ours, *ours, value->text, *value, report_);
            TransferAny any{*rows, *ours, value->text};
            if (const yaml::Node* const when = node.get("when")) {
                read_when(*when, *rows, document_group, any.when);
            }
            out_.any.push_back(std::move(any));
        }
    }

    void read_constants(const yaml::Node& constants, Direction way) {
        const yaml::Node* const list = constants.get(direction_names[static_cast<std::size_t>(way)]);
        for (std::size_t i = 0; list != nullptr && i < list->children.size(); ++i) {
            std::optional<MadeValue> made = read_made_value(out_.to(way), list->children[i], report_);
            if (made) {
                out_.made[static_cast<std::size_t>(way)].push_back(*std::move(made));
            }
        }
    }

    void check_root(const Form& form, ItemId index, const yaml::Node& node) {
        if (form.items()[index].group != document_group) {
            report_.add(message::item_not_of_form, node.where(), {node.text, std::string(form.id())});
        }
    }

    const FormFinder& find_;
    diag::Report& report_;
    Transfer out_;
};

} // namespace

Transfer read_transfer(const yaml::Node& root, const Form& foreign, const FormFinder& find,
                       diag::Report& report) {
    return TransferReader(foreign, find, report).run(root);
}

std::string_view display_of(const Form& form, const Item& item, std::string_view code) {
    const CodeRowId row =
        item.list == model::none ? model::none : form.row_of_form_code(form.lists()[item.list], code);
    return row == model::none ? std::string_view()
                              : form.text(form.rows(form.lists()[item.list])[row].display);
}

} // namespace renkei::mapping
