#include "gateway/forms/newform/form_new.h"

#include "gateway/core/base/file.h"
#include "gateway/forms/form/form_yaml.h"
#include "gateway/forms/form/tables.h"
#include "gateway/forms/newform/example_text.h"
#include "gateway/forms/newform/form_text.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/record/writer.h"
#include "generated/messages/base.h"
#include "generated/messages/forms.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

namespace renkei::newform {
namespace {

struct File {
    fs::path path;
    std::string text;
};

// Lists that the table uses and the family does not have, from the table of codes.
diag::Result<std::map<std::string, std::vector<TableRow>>> new_lists(const FormNewOptions& options,
                                                                     const ItemTable& table,
                                                                     const FormFamily& family,
                                                                     diag::Report& report) {
    std::map<std::string, std::vector<TableRow>> out;
    std::set<std::string> missing; // said once, at the first item
    std::vector<TableRow> codes;
    if (!options.codes.empty()) {
        TRY(const std::string text, base::read_file(options.codes));
        TRY(codes, read_table(text, options.codes.string(), {"code_system", "code", "display_ja"}));
    }
    for (const TableItem& item : table.items) {
        if (item.list.empty() || family.lists.contains(item.list) || out.contains(item.list)) {
            continue;
        }
        std::vector<TableRow> rows;
        std::ranges::copy_if(codes, std::back_inserter(rows),
                             [&](const TableRow& row) { return row.at("code_system") == item.list; });
        if (rows.empty() && missing.insert(item.list).second) {
            report.add(message::table_code_list_missing,
                       {.file = options.items.string(), .line = item.line, .column = 1}, {item.list});
        } else if (!rows.empty()) {
            out.emplace(item.list, std::move(rows));
        }
    }
    return out;
}

// The item of the table that says what a file is: one that the family recognises its files by; of a mark that
// was named, also a constant of the table, or the first item whose codes are the marks. Null: none says it.
const TableItem* mark_item(const ItemTable& table, const FormFamily& family, const std::string& mark) {
    const auto marks = std::ranges::find_if(
        family.items, [](const auto& item) { return item.second.get("literal") != nullptr; });
    const std::string list = marks == family.items.end() ? "" : family.list_of(marks->first);
    const std::function<bool(const TableItem&)> may_take[] = {
        [&](const TableItem& item) { return family.takes_mark(item); },
        [&](const TableItem& item) { return !mark.empty() && item.literal == mark; },
        [&](const TableItem& item) {
            return !mark.empty() && item.literal.empty() && !list.empty() && item.list == list;
        }};
    for (const auto& takes : may_take) {
        if (const auto found = std::ranges::find_if(table.items, takes); found != table.items.end()) {
            return &*found;
        }
    }
    return nullptr;
}

// The code list of the item by which files of the form are recognised; empty: it has none.
std::string list_of_mark(const ItemTable& table, const FormFamily& family, const std::string& mark) {
    if (!family.ruled_mark.empty()) {
        return family.list_of(family.ruled_mark);
    }
    const TableItem* const item = mark_item(table, family, mark);
    return item == nullptr || item->list.empty() ? family.list_of(family.mark_outside(table)) : item->list;
}

// A mark that was named must stand somewhere: at an item of the table, or of the family.
diag::Result<void> place_mark(const FormNewOptions& options, const FormFamily& family, ItemTable& table) {
    const TableItem* const item = mark_item(table, family, options.mark);
    if (item == nullptr && !options.mark.empty() && family.ruled_mark.empty() &&
        family.mark_outside(table).empty()) {
        return diag::fail(message::table_no_mark, {.file = options.items.string()}, {options.mark});
    }
    if (item != nullptr && !family.takes_mark(*item)) {
        table.items[static_cast<std::size_t>(item - table.items.data())].literal = options.mark;
    }
    return {};
}

// The mark by which a file of this form is recognised: from the options, the constant of the table, the code
// with the title, or the id.
std::string mark_of(const FormNewOptions& options, const ItemTable& table, const FormFamily& family,
                    const std::string& title) {
    if (!options.mark.empty()) {
        return options.mark;
    }
    for (const TableItem& item : table.items) {
        if ((family.takes_mark(item) || item.id == family.ruled_mark) && !item.literal.empty()) {
            return item.literal;
        }
    }
    const std::string code = family.code_with_text(list_of_mark(table, family, {}), title);
    return code.empty() ? options.id : code;
}

// A mark that no form has yet is a row more of the list of marks.
void add_mark(NewForm& form) {
    const std::string list = list_of_mark(form.table, form.family, form.options.mark);
    if (form.family.lists.contains(list) && !form.family.has_code(list, form.mark)) {
        form.lists[list] = {{{"code", form.mark}, {"display_ja", form.title}}};
    }
}

diag::Result<void> write_new(const std::vector<File>& files) {
    for (const File& file : files) {
        std::error_code unknown; // writing says it better
        if (fs::exists(file.path, unknown)) {
            return diag::fail(message::file_there, {.file = file.path.string()});
        }
    }
    for (const File& file : files) {
        std::error_code ignored; // writing says it better
        fs::create_directories(file.path.parent_path(), ignored);
        TRY_VOID(base::write_file(file.path, file.text, base::Overwrite::no));
    }
    return {};
}

// A file of the new form with example values, in its first syntax.
diag::Result<fs::path> write_example(const FormNewOptions& options, diag::Report& report) {
    yaml::Files files;
    TRY(const form::FormYaml folder, form::read_form_yaml(options.mappings, options.id, files));
    diag::Report built;
    form::Tables tables = form::build_tables(folder, built);
    diag::Report found; // kinds of numbers are left to the author, as the entries are
    for (const diag::Finding& each : built.findings()) {
        if (each.message != message::number_kind_missing) {
            found.add(each);
        }
    }
    report.append(found);
    if (found.at_least(diag::Severity::error)) {
        return tl::make_unexpected(found.findings().front());
    }
    tables.write();
    const std::string bytes = tables.blob.finish("form", form::layout_version);
    TRY(const form::Form form, form::Form::open(bytes));
    record::Record record(form);
    fill_with_examples(record);
    const form::Syntax& syntax = form.syntaxes().front();
    std::string out;
    record::Writer(form, syntax).write(record, out, report);
    const fs::path path =
        options.fixtures / options.id /
        (record::has_items_in_name(form, syntax) ? record::file_name(record, syntax)
                                                 : fmt::format("example.{}", form.text(syntax.id)));
    TRY_VOID(write_new({{path, out}}));
    return path;
}

} // namespace

diag::Result<std::vector<fs::path>> form_new(const FormNewOptions& options, diag::Report& report) {
    TRY(const std::string text, base::read_file(options.items));
    TRY(ItemTable table, read_item_table(text, options.items.string(), report));
    TRY(const FormFamily family, find_family(options.mappings, table, options.like));
    if (report.at_least(diag::Severity::error)) {
        return tl::make_unexpected(report.findings().front());
    }
    TRY_VOID(place_mark(options, family, table));
    NewForm form{.options = options,
                 .table = table,
                 .family = family,
                 .title = options.title.empty() ? options.id : options.title,
                 .mark = {},
                 .lists = {}};
    form.mark = mark_of(options, table, family, form.title);
    TRY(form.lists, new_lists(options, table, family, report));
    add_mark(form);
    const fs::path folder = options.mappings / options.id;
    std::vector<File> files{{folder / "form.yaml", form_yaml(form)},
                            {folder / "items.yaml", items_yaml(form)},
                            {folder / "fhir.yaml", fhir_yaml(form)}};
    if (!form.lists.empty()) {
        files.push_back({options.mappings / "codes" / (options.id + ".yaml"), codes_yaml(form)});
    }
    TRY_VOID(write_new(files));
    std::vector<fs::path> out;
    for (const File& file : files) {
        out.push_back(file.path);
    }
    if (!options.fixtures.empty()) {
        TRY(fs::path example, write_example(options, report));
        out.push_back(std::move(example));
    }
    return out;
}

} // namespace renkei::newform
