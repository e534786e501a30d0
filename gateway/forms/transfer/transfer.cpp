#include "gateway/forms/transfer/transfer.h"

#include "gateway/forms/form/code_text.h"
#include "gateway/forms/form/tables_keys.h"
#include "gateway/forms/mapping/plan/codec.h"
#include "generated/messages/forms.h"
#include "generated/messages/mapping.h"
#include "generated/messages/service.h"

#include <re2/re2.h>

#include <array>

namespace renkei::transfer {
namespace {

namespace keys = form::keys;

constexpr std::array<std::string_view, 2> direction_names{"in", "out"};

bool is_text(ItemType type) { return type == ItemType::text || type == ItemType::token; }

// May a value of one type be one of the other? Whether this value fits is asked when it is carried.
bool may_become(const Item& from, const Item& to) {
    const bool is_number = from.type == ItemType::integer || from.type == ItemType::decimal;
    return from.type == to.type || is_text(from.type) || is_text(to.type) ||
           (from.type == ItemType::datetime && to.type == ItemType::date) ||
           (from.type == ItemType::date && to.type == ItemType::datetime && to.is(form::partial)) ||
           (is_number && (to.type == ItemType::integer || to.type == ItemType::decimal));
}

class TransferReader {
public:
    TransferReader(const Form& foreign, const TransferContext& context, diag::Report& report)
        : context_(context),
          report_(report) {
        out_.foreign = &foreign;
    }

    Transfer run(const yaml::Node& root) {
        if (!form::check_keys(root, keys::transfer, report_) || !find_target(root)) {
            return std::move(out_);
        }
        for (const yaml::Node& node : root.get("rows")->children) {
            node.kind == yaml::NodeKind::map ? read_any(node) : read_row(node);
        }
        if (const yaml::Node* const constants = root.get("constants");
            constants != nullptr && form::has_known_keys(*constants, keys::transfer_constants, report_)) {
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
        const yaml::Node* const to = root.get("to");
        out_.ours = context_.find(to->text);
        if (!out_.foreign->is_foreign() || out_.ours == nullptr || out_.ours->is_foreign()) {
            report_.add(message::transfer_forms, to->where(), {out_.foreign->id(), to->text});
            return false;
        }
        return true;
    }

    std::optional<form::ItemId> item(const Form& form, const yaml::Node& node) {
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
            form::report_wrong(
                node, "[item, item, {map: …, join: …, append: …, only: …, when: …, text: …, replace: …}]",
                report_);
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
        if (!form::check_keys(node, keys::transfer_option, report_)) {
            return;
        }
        if (const std::string_view only = node.text_of("only"); !only.empty()) {
            row.goes[only == direction_names.front() ? 1 : 0] = false;
        }
        row.join = node.text_of("join");
        if (const yaml::Node* const append = node.get("append")) {
            read_append(*append, row);
        }
        if (const yaml::Node* const map = node.get("map")) {
            read_map(*map, row);
        }
        if (const yaml::Node* const when = node.get("when")) {
            row.when = conditions(*when, rows_of(row));
        }
        if (const yaml::Node* const text = node.get("text")) {
            read_text(*text, row);
        }
        if (const yaml::Node* const take = node.get("take")) {
            read_take(*take, row);
        }
        if (const yaml::Node* const latest = node.get("latest")) {
            row.latest = seen_item(*out_.foreign, latest->text, group_of(Direction::in, row.foreign), *latest,
                                   report_);
        }
        if (const yaml::Node* const replace = node.get("replace")) {
            read_replacements(*replace, row);
        }
    }

    // Of a text that several rows fill; the way back takes one of them.
    void read_append(const yaml::Node& node, TransferRow& row) {
        const bool is_of_text = is_text(out_.ours->items()[row.ours].type);
        if (node.text.empty() || row.goes_in(Direction::out) || !is_of_text) {
            form::report_wrong(node, "text between two texts, with `only: in`, for an item of type text",
                               report_);
            return;
        }
        row.append = node.text;
    }

    // RE2 with a group, of a text that comes in.
    void read_take(const yaml::Node& node, TransferRow& row) {
        const bool is_of_text = is_text(out_.foreign->items()[row.foreign].type);
        row.take = std::make_shared<const re2::RE2>(node.text, re2::RE2::Quiet);
        if (row.goes_in(Direction::out) || !is_of_text || !row.texts.empty() ||
            row.take->NumberOfCapturingGroups() < 1) {
            form::report_wrong(node, "RE2 with a group, with `only: in`, of an item of type text or token",
                               report_);
        }
    }

    // [{item: ID, is: [values]}]
    void read_withheld(const yaml::Node& list) {
        if (list.kind != yaml::NodeKind::list) {
            form::report_wrong(list, "[{item: ID, is: [values]}]", report_);
            return;
        }
        for (const yaml::Node& node : list.children) {
            const yaml::Node* const id = node.get("item");
            const std::optional<form::ItemId> found =
                id == nullptr ? std::nullopt : out_.foreign->item(id->text);
            if (id == nullptr || node.get("is") == nullptr) {
                form::report_wrong(node, "{item: ID, is: [values]}", report_);
                continue;
            }
            for (TransferTest& test : conditions(
                     node, {.foreign = found ? group_of(Direction::in, *found) : form::document_group})) {
                out_.withheld.push_back(std::move(test));
            }
        }
    }

    // [{item | ours: ID, is: [values]}], of items of the document
    void read_refused(const yaml::Node& list) {
        for (const yaml::Node& node : list.children) {
            if (list.kind != yaml::NodeKind::list || node.get("is") == nullptr) {
                form::report_wrong(list, "[{item | ours: ID, is: [values]}]", report_);
                return;
            }
            for (TransferTest& test : conditions(node, {})) {
                out_.refused.push_back(std::move(test));
            }
        }
    }

    form::GroupId group_of(Direction way, form::ItemId index) const {
        return out_.from(way).items()[index].group;
    }
    ConditionRows rows_of(const TransferRow& row) const {
        return {group_of(Direction::in, row.foreign), group_of(Direction::out, row.ours)};
    }
    std::vector<TransferTest> conditions(const yaml::Node& node, ConditionRows rows) {
        return read_conditions(node, out_, rows, context_, report_);
    }

    // Texts of items that are read; the other direction has a row of its own.
    void read_text(const yaml::Node& node, TransferRow& row) {
        if (row.goes_in(Direction::in) == row.goes_in(Direction::out) || row.has_map) {
            form::report_wrong(node, "`text:` with `only:` and without `map:`", report_);
            return;
        }
        const Direction way = row.goes_in(Direction::in) ? Direction::in : Direction::out;
        if (!is_text(out_.to(way).items()[row.to(way)].type)) {
            form::report_wrong(node, "`text:` for an item of type text or token", report_);
            return;
        }
        if (node.kind != yaml::NodeKind::list) {
            add_texts(node, way, {}, row);
            return;
        }
        for (const yaml::Node& each : node.children) {
            read_alternative(each, way, row);
        }
    }

    // A text, or {when: condition, text: a text or a list of them}
    void read_alternative(const yaml::Node& node, Direction way, TransferRow& row) {
        if (node.kind != yaml::NodeKind::map) {
            add_texts(node, way, {}, row);
            return;
        }
        const yaml::Node* const when = node.get("when");
        const yaml::Node* const text = node.get("text");
        if (!form::has_known_keys(node, keys::transfer_text, report_) || when == nullptr || text == nullptr) {
            form::report_wrong(node, "{when: condition, text: text with <item>}", report_);
            return;
        }
        add_texts(*text, way, conditions(*when, rows_of(row)), row);
    }

    void add_texts(const yaml::Node& node, Direction way, const std::vector<TransferTest>& when,
                   TransferRow& row) {
        for (TransferText& text :
             read_texts(out_.from(way), node, group_of(way, row.from(way)), RowNumber::unknown, report_)) {
            text.when = when;
            row.texts.push_back(std::move(text));
        }
    }

    void read_replacements(const yaml::Node& node, TransferRow& row) {
        if (node.kind != yaml::NodeKind::map || node.keys.empty() || !row.goes_in(Direction::out) ||
            !is_text(out_.foreign->items()[row.foreign].type)) {
            form::report_wrong(node, "{text: text instead} of a text that goes out", report_);
            return;
        }
        for (std::size_t i = 0; i < node.keys.size(); ++i) {
            if (node.keys[i].empty() || node.children[i].kind != yaml::NodeKind::scalar) {
                form::report_wrong(node.children[i], "{text: text instead}", report_);
                return;
            }
            row.replacements.push_back({node.keys[i], node.children[i].text});
        }
    }

    void read_map(const yaml::Node& node, TransferRow& row) {
        row.has_map = true;
        if (node.kind != yaml::NodeKind::map || node.keys.empty()) {
            form::report_wrong(node, "{value there: value here}", report_);
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
        const bool joins = !row.join.empty() && from.group != form::document_group;
        if ((!row.has_map && !may_become(from, to)) ||
            (joins && (to.group != form::document_group || !is_text(to.type)))) {
            report_.add(message::transfer_types, row.where,
                        {named(source, from), form::type_name(from.type), named(target, to),
                         form::type_name(to.type), direction_names[way == Direction::in ? 1 : 0]});
        }
        if (to.group != form::document_group && target.groups()[to.group].parent != form::document_group) {
            report_.add(message::transfer_group, row.where,
                        {named(target, to), target.text(target.groups()[to.group].id)});
        }
    }

    // {any: group, item: ID, value: code}; `all:` instead of `any:`
    void read_any(const yaml::Node& node) {
        const bool is_all = node.get("all") != nullptr;
        const std::string_view of = is_all ? "all" : "any";
        const bool has_group = form::has_key(node, of, report_);
        if (!form::check_keys(node, keys::transfer_any, report_) || !has_group) {
            return;
        }
        const yaml::Node* const group = node.get(of);
        const yaml::Node* const id = node.get("item");
        const yaml::Node* const value = node.get("value");
        const std::optional<form::GroupId> rows = read_group(*out_.foreign, *group, report_);
        if (const auto ours = item(*out_.ours, *id); ours && rows) {
            check_root(*out_.ours, *ours, *id);
            check_value(*out_.ours, *ours, value->text, *value, report_);
            TransferAny any{.group = *rows, .ours = *ours, .value = value->text, .all = is_all};
            if (const yaml::Node* const when = node.get("when")) {
                any.when = conditions(*when, {.foreign = *rows});
            }
            for (const yaml::Node* const each : form::texts_at(node, "without")) {
                if (const auto other = read_group(*out_.foreign, *each, report_)) {
                    any.without.push_back(*other);
                }
            }
            out_.any.push_back(std::move(any));
        }
    }

    void read_constants(const yaml::Node& constants, Direction way) {
        const yaml::Node* const list = constants.get(direction_names[static_cast<std::size_t>(way)]);
        for (std::size_t i = 0; list != nullptr && i < list->children.size(); ++i) {
            std::optional<MadeValue> made =
                read_made_value(out_.to(way), list->children[i], context_.wordings, report_);
            if (made) {
                out_.made[static_cast<std::size_t>(way)].push_back(*std::move(made));
            }
        }
    }

    void check_root(const Form& form, form::ItemId index, const yaml::Node& node) {
        if (form.items()[index].group != form::document_group) {
            report_.add(message::item_not_of_form, node.where(), {node.text, form.id()});
        }
    }

    const TransferContext& context_;
    diag::Report& report_;
    Transfer out_;
};

} // namespace

Transfer read_transfer(const yaml::Node& root, const Form& foreign, const TransferContext& context,
                       diag::Report& report) {
    return TransferReader(foreign, context, report).run(root);
}

std::string_view display_of(const Form& form, const Item& item, std::string_view code) {
    const form::CodeRow* const row = form::row_of_code(form, item.list, code);
    return row == nullptr ? std::string_view() : form.text(row->display);
}

} // namespace renkei::transfer
