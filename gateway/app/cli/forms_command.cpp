// renkei forms: which forms, versions and syntaxes this program knows; the tables of one of them.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/core/base/file.h"
#include "gateway/core/json/document.h"
#include "gateway/forms/publish/form_tables.h"
#include "gateway/forms/reference/form_page.h"
#include "gateway/forms/service/target.h"
#include "generated/messages/cli.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace renkei::cli {
namespace {

using publish::Table;

std::string_view head_of(const publish::TableColumn& column, Language language) {
    return language == Language::japanese ? column.japanese : column.id;
}

std::string_view text_at(const std::vector<std::string>& row, std::size_t column) {
    return column < row.size() ? std::string_view(row[column]) : std::string_view();
}

// How wide a column is with its head; 0: no row has a value there.
std::size_t width_of(const Table& table, std::size_t column, Language language) {
    std::size_t widest = 0;
    for (const std::vector<std::string>& row : table.rows) {
        widest = std::max(widest, columns_of(text_at(row, column)));
    }
    return widest == 0 ? 0 : std::max(widest, columns_of(head_of(table.columns[column], language)));
}

// "required: yes", for each column behind the first ones that has a value
std::vector<std::string> remarks(const Table& table, const std::vector<std::string>& row, Language language) {
    std::vector<std::string> out;
    for (std::size_t column = table.leading; column < row.size(); ++column) {
        if (!row[column].empty()) {
            out.push_back(fmt::format("{}: {}", head_of(table.columns[column], language), row[column]));
        }
    }
    return out;
}

void drop_blanks_at_end(std::string& line) { line.erase(line.find_last_not_of(' ') + 1); }

std::string text_of(const Table& table, Language language) {
    std::vector<std::size_t> widths;
    for (std::size_t column = 0; column < table.leading; ++column) {
        widths.push_back(width_of(table, column, language));
    }
    const auto line = [&](const auto& text, const std::vector<std::string>& rest) {
        constexpr std::size_t gap = 2;
        std::string out = "  ";
        for (std::size_t column = 0; column < widths.size(); ++column) {
            out += widths[column] == 0 ? "" : cell(text(column), widths[column] + gap);
        }
        for (const std::string& each : rest) {
            out += each + (table.leading == 0 ? "\n  " : "  ");
        }
        drop_blanks_at_end(out);
        return out + (out.ends_with('\n') ? "" : "\n");
    };
    std::string out = fmt::format("== {}\n", table.name);
    if (table.leading > 0) {
        out += line([&](std::size_t column) { return head_of(table.columns[column], language); }, {});
    }
    for (const std::vector<std::string>& row : table.rows) {
        out += line([&](std::size_t column) { return text_at(row, column); }, remarks(table, row, language));
    }
    return out;
}

// Columns that name a row stand below each other; what else a row has follows, each with its name.
std::string form_tables_text(std::span<const Table> tables, Language language) {
    std::string out;
    for (const Table& table : tables) {
        out += (out.empty() ? "" : "\n") + text_of(table, language);
    }
    return out;
}

struct Forms {
    bool json = false;
    std::string form{};
    std::optional<std::string> version{};
    std::string as = "text";
    std::optional<std::string> table{};
    std::optional<std::string> output{};
    bool overwrite = false;
    std::string pages{};    // folder of the pages of all forms
    std::string examples{}; // folder of the kit that has their examples
    ExitResult run(const CommandSettings& settings) const;

private:
    std::optional<diag::Finding> wrong_usage() const;
    diag::Result<std::vector<Table>> tables(const catalogue::Catalogue& catalogue) const;
    diag::Result<std::string> tables_text(const catalogue::Catalogue& catalogue,
                                          const CommandSettings& settings) const;
    ExitResult write(const std::string& bytes) const;
    ExitResult write_pages(const catalogue::Catalogue& catalogue) const;
    diag::Result<std::string> page(const catalogue::Catalogue& catalogue) const;
};

std::size_t item_count(const form::Form& form) {
    return static_cast<std::size_t>(
        std::ranges::count_if(form.items(), [](const form::Item& item) { return !item.is(form::implied); }));
}

std::string syntaxes_of(const form::Form& form) {
    std::string out;
    for (const form::Syntax& syntax : form.syntaxes()) {
        out += fmt::format("{}{}", out.empty() ? "" : " ", form.text(syntax.id));
    }
    return out;
}

std::string as_text(const catalogue::Catalogue& catalogue) {
    std::string out;
    for (const mapping::Plan& plan : catalogue.plans()) {
        const form::Form& form = plan.form();
        const std::string foreign =
            form.is_foreign() ? fmt::format(" (foreign: {})", form.text(form.about().family)) : "";
        out += fmt::format("{:<18} {:<8} {:>4}  {:<10} {}{}\n", form.id(), form.version(), item_count(form),
                           syntaxes_of(form), form.text(form.about().title), foreign);
    }
    return out;
}

std::string as_json(const catalogue::Catalogue& catalogue) {
    json::Document out = json::Document::array();
    for (const mapping::Plan& plan : catalogue.plans()) {
        const form::Form& form = plan.form();
        json::Document& row = out.emplace_back();
        row = {{"form", form.id()}, {"version", form.version()}, {"title", form.text(form.about().title)}};
        if (form.is_foreign()) {
            row["foreign"] = form.text(form.about().family);
        }
        row["items"] = item_count(form);
        row["syntaxes"] = json::Document::array();
        for (const form::Syntax& syntax : form.syntaxes()) {
            row["syntaxes"].push_back(form.text(syntax.id));
        }
    }
    return json::write_document(out) + "\n";
}

std::string names_of(const std::vector<Table>& tables) {
    std::string out;
    for (const Table& table : tables) {
        out.append(out.empty() ? "" : ", ").append(table.name);
    }
    return out;
}

// Options that are about one form want its id; the list as JSON is of all.
std::optional<diag::Finding> Forms::wrong_usage() const {
    if (!examples.empty() && pages.empty()) {
        return diag::finding(message::usage_missing, {}, {"--pages DIR"});
    }
    if (!pages.empty() && (!form.empty() || version || as != "text" || table || output || json)) {
        return diag::finding(message::usage_unexpected, {}, {"--pages"});
    }
    if (form.empty() && (version || as != "text" || table || output || (overwrite && pages.empty()))) {
        return diag::finding(message::usage_missing, {}, {"FORM"});
    }
    if (!form.empty() && json) {
        return diag::finding(message::usage_unexpected, {}, {"--json"});
    }
    if (as == "html" && table) { // a page has all of them
        return diag::finding(message::usage_unexpected, {}, {"--table"});
    }
    if (as == "xlsx" && !output) { // no terminal shows it; -o - is for a pipe
        return diag::finding(message::usage_missing, {}, {"-o FILE"});
    }
    return std::nullopt;
}

diag::Result<std::string> Forms::page(const catalogue::Catalogue& catalogue) const {
    TRY(const mapping::Plan* const plan, service::wanted_plan(catalogue, form, version));
    return reference::form_page(catalogue, plan->form(), publish::form_tables(*plan));
}

// Of the form and version; one if --table names it.
diag::Result<std::vector<Table>> Forms::tables(const catalogue::Catalogue& catalogue) const {
    TRY(const mapping::Plan* const plan, service::wanted_plan(catalogue, form, version));
    std::vector<Table> all = publish::form_tables(*plan);
    if (!table) {
        return as == "tsv" ? diag::fail(message::usage_table_missing, {}, {names_of(all)})
                           : diag::Result<std::vector<Table>>(std::move(all));
    }
    const auto found = std::ranges::find(all, *table, &Table::name);
    if (found == all.end()) {
        return diag::fail(message::usage_table_unknown, {}, {*table, names_of(all)});
    }
    return std::vector<Table>{std::move(*found)};
}

diag::Result<std::string> Forms::tables_text(const catalogue::Catalogue& catalogue,
                                             const CommandSettings& settings) const {
    TRY(const std::vector<Table> found, tables(catalogue));
    return as == "xlsx"  ? publish::as_workbook(found)
           : as == "tsv" ? publish::as_tsv(found.front())
                         : form_tables_text(found, settings.language);
}

ExitResult Forms::write(const std::string& bytes) const {
    if (!output || output == "-") {
        print(bytes);
        return ExitCode::clean;
    }
    TRY_VOID(base::write_file(*output, bytes, overwrite ? base::Overwrite::yes : base::Overwrite::no));
    return ExitCode::clean;
}

ExitResult Forms::write_pages(const catalogue::Catalogue& catalogue) const {
    TRY(const auto files, reference::form_pages(catalogue, examples));
    const std::filesystem::path folder = pages;
    for (const auto& [name, bytes] : files) {
        const std::filesystem::path path = folder / name;
        std::error_code ignored; // then the file cannot be written, and that is reported
        std::filesystem::create_directories(path.parent_path(), ignored);
        TRY_VOID(base::write_file(path, bytes, overwrite ? base::Overwrite::yes : base::Overwrite::no));
    }
    return ExitCode::clean;
}

ExitResult Forms::run(const CommandSettings& settings) const {
    if (const std::optional<diag::Finding> wrong = wrong_usage()) {
        return fail_usage(*wrong);
    }
    TRY(const catalogue::Catalogue catalogue, open_catalogue(settings));
    if (!pages.empty()) {
        return write_pages(catalogue);
    }
    if (form.empty()) {
        print(json ? as_json(catalogue) : as_text(catalogue));
        return ExitCode::clean;
    }
    const diag::Result<std::string> made = as == "html" ? page(catalogue) : tables_text(catalogue, settings);
    if (!made) {
        return fail_usage(made.error());
    }
    return write(*made);
}

} // namespace

void describe_forms_command(Command command, CommandSettings& settings) {
    const auto forms = std::make_shared<Forms>();
    command.operand("FORM", forms->form, Command::Required::no);
    add_version(command, forms->version);
    command.choice("--as", forms->as, {"text", "tsv", "xlsx", "html"});
    command.option("--table", forms->table);
    command.option("-o,--output", forms->output);
    add_overwrite(command, forms->overwrite);
    command.option("--pages", forms->pages);
    command.option("--examples", forms->examples);
    command.flag("--json", forms->json);
    add_settings(command, settings);
    command.run([forms, &settings] { return forms->run(settings); });
}

} // namespace renkei::cli
