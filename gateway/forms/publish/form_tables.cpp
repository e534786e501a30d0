#include "gateway/forms/publish/form_tables.h"

#include "gateway/forms/form/code_text.h"
#include "gateway/forms/mapping/fill/item_home.h"
#include "gateway/forms/record/name/file_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <vector>

namespace renkei::publish {
namespace {

using form::Cell;
using form::CellKind;
using form::Form;
using form::GroupKind;
using form::Item;
using form::ItemId;
using form::Syntax;
using form::SyntaxKind;

constexpr std::array<std::string_view, 11> type_names{
    "text", "token", "code", "codes", "flag", "date", "month", "time", "datetime", "integer", "decimal"};
static_assert(type_names.size() == static_cast<std::size_t>(form::ItemType::decimal) + 1);
constexpr std::array<std::string_view, 6> cell_names{"item", "bits", "digits", "set", "first-of", "unused"};
static_assert(cell_names.size() == static_cast<std::size_t>(CellKind::ignored) + 1);
constexpr std::array<std::string_view, 11> exported_rule_names{
    "required-if", "empty-if", "exclusive", "order", "sum",    "one-of",
    "agrees",      "pattern",  "value",     "span",  "only-if"};
static_assert(exported_rule_names.size() == static_cast<std::size_t>(form::RuleKind::only_if) + 1);
constexpr std::array<std::string_view, 6> condition_names{"is", "not", "filled", "starts", "age", "last"};
static_assert(condition_names.size() == static_cast<std::size_t>(form::RuleConditionKind::last_row) + 1);
constexpr std::array<std::string_view, 3> check_names{"", "m10w21", "m10w21 (warning)"};

template <class Enum, std::size_t n>
std::string_view name_of(const std::array<std::string_view, n>& names, Enum value) {
    return names[static_cast<std::size_t>(value)];
}

using Line = std::vector<std::string>;

constexpr std::array<TableColumn, 13> form_columns{{{"form", "様式ID"},
                                                    {"version", "版"},
                                                    {"title", "様式名"},
                                                    {"syntax", "形式"},
                                                    {"encoding", "文字コード"},
                                                    {"columns", "列数"},
                                                    {"short", "標準の列数"},
                                                    {"file-name", "ファイル名の形"},
                                                    {"document-id", "文書番号"},
                                                    {"revision", "改版番号"},
                                                    {"version-item", "版の項目"},
                                                    {"created", "作成日時の項目"},
                                                    {"sender", "送信元の項目"}}};
constexpr std::array<TableColumn, 19> column_items{{{"column", "列"},
                                                    {"kind", "列の種別"},
                                                    {"item", "項目ID"},
                                                    {"name", "項目名"},
                                                    {"type", "型"},
                                                    {"rows", "行数"},
                                                    {"required", "必須"},
                                                    {"length", "最大文字数"},
                                                    {"codes", "コード表"},
                                                    {"format", "書式"},
                                                    {"check", "検査数字"},
                                                    {"min", "最小"},
                                                    {"max", "最大"},
                                                    {"fixed", "固定値"},
                                                    {"restricted", "閲覧制限"},
                                                    {"fhir", "FHIRでの位置"},
                                                    {"none", "値がないとき"},
                                                    {"provenance", "出典"},
                                                    {"plausible", "妥当な範囲"}}};
constexpr std::size_t leading_of_items = 6; // to the rows
constexpr std::array<TableColumn, column_items.size()> path_items = [] {
    std::array<TableColumn, column_items.size()> out = column_items;
    out[0] = {"path", "パス"};
    return out;
}();
constexpr std::array<TableColumn, 7> code_columns{{{"list", "コード表"},
                                                   {"name", "コード表の名称"},
                                                   {"code", "コード"},
                                                   {"text", "表示"},
                                                   {"fhir-system", "FHIRのコード体系"},
                                                   {"fhir-code", "FHIRのコード"},
                                                   {"no-value", "値がない理由"}}};
constexpr std::array<TableColumn, 8> rule_columns{{{"id", "ルールID"},
                                                   {"rule", "ルールの種別"},
                                                   {"item", "項目ID"},
                                                   {"is", "値"},
                                                   {"then", "対象の項目"},
                                                   {"when", "条件"},
                                                   {"severity", "重大度"},
                                                   {"text", "説明"}}};

constexpr std::array<TableColumn, 3> exchange_columns{
    {{"kind", "種別"}, {"value", "値"}, {"detail", "補足"}}};

std::string limit(std::uint32_t value) { return value == 0 ? "" : std::to_string(value); }

// The tables of one form.
struct FormTables {
    const mapping::Plan& plan;
    const Form& form = plan.form();
    mutable std::map<std::uint32_t, std::string> homes{};

    Table about() const {
        Table out{"form", 0, form_columns, {}};
        for (const Syntax& syntax : form.syntaxes()) {
            out.rows.push_back(about(syntax));
        }
        return out;
    }

    Table items(const Syntax& syntax) const {
        const bool is_json = syntax.kind == SyntaxKind::json;
        Table out{"items-" + text(syntax.id), leading_of_items, is_json ? path_items : column_items, {}};
        if (is_json) {
            for (const ItemId item : in_order()) {
                if (is_in_json(form.items()[item], syntax)) {
                    const std::string place = json_path(form.items()[item]);
                    out.rows.push_back(line(place, "item", text(form.items()[item].id), item));
                }
            }
            return out;
        }
        for (const Cell& cell : form.cells(syntax)) {
            add_cell(out, cell);
        }
        for (const form::NamePart& part : form.name_parts(syntax)) {
            if (part.kind == form::NamePartKind::home) {
                out.rows.push_back(line("", "file-name", text(form.items()[part.item].id), part.item));
            }
        }
        for (const form::Implied& each : form.implied(syntax)) {
            out.rows.push_back(line("", "implied", text(form.items()[each.item].id), each.item));
        }
        return out;
    }

    Table codes() const {
        Table out{"codes", code_columns.size(), code_columns, {}};
        for (const form::CodeList& list : form.lists()) {
            for (const form::CodeRow& row : form.rows(list)) {
                out.rows.push_back({text(list.id), std::string(form.printed_name(list)), text(row.form),
                                    text(row.display), text(list.system), text(row.fhir), text(row.absent)});
            }
        }
        return out;
    }

    Table rules() const {
        Table out{"rules", 2, rule_columns, {}};
        for (const form::Rule& rule : form.rules()) {
            Line values;
            for (const base::Str value : form.values(rule)) {
                values.push_back(text(value));
            }
            Line targets;
            for (const form::RuleTarget& target : form.targets(rule)) {
                targets.push_back(target.is_group() ? text(form.groups()[target.group()].id)
                                                    : text(form.items()[target.item()].id));
            }
            out.rows.push_back(
                {text(rule.id),
                 std::string(name_of(exported_rule_names, rule.kind)) + (rule.any != 0 ? " (any)" : ""),
                 rule.subject == form::none ? "" : text(form.items()[rule.subject].id),
                 fmt::format("{}", fmt::join(values, " ")), fmt::format("{}", fmt::join(targets, " ")),
                 conditions(rule), std::string(diag::to_text(static_cast<diag::Severity>(rule.severity))),
                 text(rule.text)});
        }
        return out;
    }

    // Who makes such documents, which come together, what one takes back, and which versions came before.
    Table exchange() const {
        Table out{"exchange", exchange_columns.size(), exchange_columns, {}};
        const auto add_roles = [&](const char* kind, std::span<const base::Str> roles) {
            for (const base::Str role : roles) {
                out.rows.push_back(
                    {kind, text(role), diag::words_for("role", form.text(role), diag::Language::japanese)});
            }
        };
        add_roles("creator", form.creators());
        add_roles("asked", form.asked());
        for (const base::Str need : form.needs()) {
            out.rows.push_back({"needs", text(need)});
        }
        for (const form::Deletion& each : form.deletes()) {
            if (each.item.empty()) {
                out.rows.push_back({"deletes", text(each.form)});
            } else {
                out.rows.push_back(
                    {"deletes-by", text(each.form), text(each.item) + " = " + item_id(each.own)});
            }
        }
        for (const form::EarlierVersion& each : form.earlier()) {
            out.rows.push_back({"earlier", text(each.version), each.is_read != 0 ? "read" : "refused"});
        }
        return out;
    }

    Line about(const Syntax& syntax) const {
        const form::FormHeader& head = form.about();
        return {std::string(form.id()),
                std::string(form.version()),
                text(head.title),
                text(syntax.id),
                syntax.kind == SyntaxKind::json            ? "UTF-8"
                : syntax.encoding == form::Encoding::cp932 ? "CP932"
                                                           : "UTF-8",
                limit(syntax.columns),
                limit(syntax.standard),
                record::file_name_pattern(form, syntax),
                item_ids(form.documents()),
                item_id(head.revision_item),
                item_id(head.version_item),
                item_id(head.created_item),
                item_ids(form.senders())};
    }

    // Found once for an item, which may stand in many columns.
    const std::string& home(ItemId item) const {
        const auto [at, is_new] = homes.try_emplace(item.value);
        if (is_new) {
            at->second = mapping::home_of(plan, item);
        }
        return at->second;
    }

    std::string text(base::Str str) const { return std::string(form.text(str)); }
    std::string item_id(ItemId item) const { return item == form::none ? "" : text(form.items()[item].id); }

    std::string item_ids(std::span<const ItemId> items) const {
        Line out;
        for (const ItemId item : items) {
            out.push_back(item_id(item));
        }
        return fmt::format("{}", fmt::join(out, " "));
    }

    // "category is 1 2; birth_date to applied_date age 40 64; last plan"
    std::string conditions(const form::Rule& rule) const {
        Line out;
        for (const form::RuleCondition& each : form.conditions(rule)) {
            Line words;
            if (each.kind == form::RuleConditionKind::last_row) {
                words = {"last", text(form.groups()[each.group].id)};
            } else {
                words = {item_id(each.item)};
                if (each.other != form::none) {
                    words.insert(words.end(), {"to", item_id(each.other)});
                }
                words.emplace_back(name_of(condition_names, each.kind));
            }
            for (const base::Str value : form.values(each)) {
                words.push_back(text(value));
            }
            out.push_back(fmt::format("{}", fmt::join(words, " ")));
        }
        return fmt::format("{}", fmt::join(out, "; "));
    }

    std::vector<ItemId> in_order() const {
        std::vector<ItemId> out;
        for (const ItemId item : form.items().ids()) {
            out.push_back(item);
        }
        std::ranges::stable_sort(out, {}, [&](ItemId item) { return form.items()[item].order; });
        return out;
    }

    bool is_in_json(const Item& item, const Syntax& syntax) const {
        const GroupKind kind = form.groups()[item.group].kind;
        const bool is_elsewhere = item.only_in != 0 && &form.syntaxes()[item.only_in - 1U] != &syntax;
        return !is_elsewhere && kind != GroupKind::carried && kind != GroupKind::blank;
    }

    // "visits.vitals.temperature" → "visits[].vitals.temperature"
    std::string json_path(const Item& item) const {
        std::string out = text(item.id);
        for (form::GroupId group = item.group; group != form::document_group;
             group = form.groups()[group].parent) {
            out.insert(std::min(out.size(), std::size_t{form.groups()[group].id.size}), "[]");
        }
        return out;
    }

    std::string rows(const Item& item) const {
        const form::Group& group = form.groups()[item.group];
        if (item.group == form::document_group) {
            return "1";
        }
        return fmt::format("{}..{}", group.min_rows,
                           group.max_rows == form::no_bound ? "*" : std::to_string(group.max_rows));
    }

    std::string format(const Item& item) const {
        const form::Format* const named = form::format_of(form, item);
        std::string out = named == nullptr ? "" : text(named->pattern);
        if (!item.pattern.empty()) {
            out += (out.empty() ? "" : " ") + text(item.pattern);
        }
        return out;
    }

    Line line(const std::string& place, std::string_view kind, const std::string& id, ItemId index) const {
        const Item& item = form.items()[index];
        return {place,
                std::string(kind),
                id,
                text(item.name),
                std::string(name_of(type_names, item.type)) + (item.is(form::partial) ? " (partial)" : ""),
                rows(item),
                item.is(form::required) ? "yes" : "",
                limit(item.max_length),
                item.list == form::none ? "" : text(form.lists()[item.list].id),
                format(item),
                std::string(check_names[item.check]),
                text(item.min),
                text(item.max),
                text(item.literal),
                item.is(form::sensitive) ? "yes" : "",
                home(index),
                text(item.none),
                text(item.provenance),
                item.plausible_min.empty() ? "" : text(item.plausible_min) + ".." + text(item.plausible_max)};
    }

    void add_cell(Table& out, const Cell& cell) const {
        const std::string column = std::to_string(cell.column);
        const std::string_view kind = name_of(cell_names, cell.kind);
        if (cell.kind == CellKind::ignored) {
            out.rows.push_back({column, std::string(kind), "", text(cell.name)});
            return;
        }
        if (cell.kind == CellKind::item || cell.kind == CellKind::set) {
            const Item& item = form.items()[cell.item];
            std::string id = text(item.id);
            if (cell.row != form::no_row) {
                id.insert(form.groups()[item.group].id.size, fmt::format("[{}]", cell.row));
            }
            Line cells = line(column, kind, id, cell.item);
            for (const form::CellPart part : form.parts(cell)) { // set: the code of each bit
                cells[codes_cell] += " " + text(form.rows(form.lists()[item.list])[part.code_row()].form);
            }
            out.rows.push_back(std::move(cells));
            return;
        }
        for (const form::CellPart part : form.parts(cell)) { // one line per digit, in their order
            out.rows.push_back(line(column, kind, text(form.items()[part.item()].id), part.item()));
        }
    }

    static constexpr std::size_t codes_cell = 8; // of line()
};

} // namespace

std::vector<Table> form_tables(const mapping::Plan& plan) {
    const FormTables tables{plan};
    std::vector<Table> out{tables.about()};
    for (const Syntax& syntax : plan.form().syntaxes()) {
        out.push_back(tables.items(syntax));
    }
    out.push_back(tables.codes());
    out.push_back(tables.rules());
    out.push_back(tables.exchange());
    return out;
}

} // namespace renkei::publish
