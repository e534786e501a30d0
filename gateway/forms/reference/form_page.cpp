#include "gateway/forms/reference/form_page.h"

#include "gateway/core/text/utf8.h"
#include "gateway/forms/html/frame.h"
#include "gateway/forms/html/html.h"
#include "gateway/forms/html/page.h"
#include "gateway/forms/reference/table_html.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::reference {
namespace {

using form::Form;
using html::escaped;
using publish::Table;

constexpr std::string_view provenance_note =
    "出典: S 本プロジェクトの資料にある、F 公開資料で確かめた、D 本プロジェクトの解釈。F "
    "の項目でも、コードの値は本プロジェクトの解釈のことがあります。";

// An example longer than this is shown by its beginning; the file has all of it.
constexpr std::size_t most_of_example = 6000;

class FormPage {
public:
    FormPage(const catalogue::Catalogue& catalogue, const Form& form, std::span<const Table> tables,
             const FormPageOptions& options)
        : catalogue_(catalogue),
          form_(form),
          options_(options),
          tables_(tables),
          items_(join_item_tables(tables_)) {}

    std::string run() {
        add("files", "ファイル", files());
        add("exchange", "送受信", exchange());
        add("items", "項目", items());
        add("codes", "コード", codes());
        add("rules", "ルール", rules());
        add("example", "記入例", example());
        const std::string_view title = form_.text(form_.about().title);
        return html::begin_page(
                   {.title = title, .sheet = form_.id(), .style = std::string(reference_style)}) +
               fmt::format("<div class=\"head\">\n<h1>{}</h1>\n<p class=\"m\">様式 <code>{}</code> 版 "
                           "<code>{}</code>、"
                           "{} 項目（{}）</p>\n</div>\n<nav aria-label=\"目次\"><ul>{}{}</ul></nav>\n",
                           escaped(title), escaped(form_.id()), escaped(form_.version()), items_.rows.size(),
                           escaped(provenance_counts()), neighbours(), contents_) +
               body_ + html::end_page();
    }

private:
    const Table& table(std::string_view name) const {
        return *std::ranges::find(tables_, name, &Table::name);
    }
    const Table& item_table() const {
        return *std::ranges::find_if(tables_,
                                     [](const Table& each) { return each.name.starts_with("items-"); });
    }
    std::string_view cell(const ItemRow& row, std::string_view column) const {
        return item_cell(row, column, item_table());
    }

    void add(std::string_view id, std::string_view title, const std::string& html) {
        if (html.empty()) {
            return;
        }
        body_ += fmt::format("<section aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n{2}</section>\n",
                             id, title, html);
        contents_ += fmt::format("<li><a href=\"#{}\">{}</a></li>", id, title);
    }

    std::string neighbours() const {
        if (!options_.has_neighbours) {
            return {};
        }
        return fmt::format("<li><a href=\"index.html\">様式の一覧</a></li><li><a href=\"{}.xlsx\">"
                           "この表（XLSX）</a></li>",
                           escaped(page_name(catalogue_, form_)));
    }

    std::string provenance_counts() const {
        std::string out;
        for (const std::string_view each : {"S", "F", "D"}) {
            const auto n = std::ranges::count_if(
                items_.rows, [&](const ItemRow& row) { return cell(row, "provenance") == each; });
            out += n == 0 ? "" : fmt::format("{}{} {}", out.empty() ? "" : "、", each, n);
        }
        return out;
    }

    // A form by its title, with a link where its page stands beside this one.
    std::string named_form(std::string_view id) const {
        const mapping::Plan* const plan = catalogue_.find(id);
        const std::string_view title = plan == nullptr ? id : plan->form().text(plan->form().about().title);
        const std::string name = escaped(title) + " <code>" + escaped(id) + "</code>";
        return options_.has_neighbours && plan != nullptr
                   ? fmt::format("<a href=\"{}.html\">{}</a>", escaped(id), name)
                   : name;
    }

    static void add_line(std::string& out, std::string_view label, const std::vector<std::string>& values) {
        if (!values.empty()) {
            out += fmt::format("<div class=\"w\"><dt>{}</dt><dd>{}</dd></div>\n", label,
                               fmt::join(values, "、"));
        }
    }

    // A line for each syntax; then what is the same in all of them.
    std::string files() const {
        const Table& all = table("form");
        Table syntaxes = all;
        const auto column = [&](std::string_view id) {
            return static_cast<std::size_t>(std::ranges::find(all.columns, id, &publish::TableColumn::id) -
                                            all.columns.begin());
        };
        for (std::vector<std::string>& row : syntaxes.rows) {
            std::string& name = row[column("file-name")];
            name = name.starts_with('.') ? "" : name; // an ending alone: any name will do
        }
        std::string lines;
        for (const std::string_view id : {"document-id", "revision", "version-item", "created", "sender"}) {
            const std::string& text = all.rows.front()[column(id)];
            add_line(lines, all.columns[column(id)].japanese,
                     text.empty() ? std::vector<std::string>()
                                  : std::vector<std::string>{"<code>" + escaped(text) + "</code>"});
        }
        return table_html(syntaxes, {"syntax", "encoding", "columns", "short", "file-name"}) +
               "<dl class=\"sl\">\n" + lines + "</dl>\n";
    }

    std::string exchange() const {
        std::vector<std::string> creators;
        std::vector<std::string> needs;
        std::vector<std::string> deletes;
        std::vector<std::string> read;
        std::vector<std::string> refused;
        for (const std::vector<std::string>& row : table("exchange").rows) {
            if (row[0] == "creator" || row[0] == "asked") {
                creators.push_back(escaped(row[2]) + " <code>" + escaped(row[1]) + "</code>" +
                                   (row[0] == "asked" ? "（保険者の依頼があるとき）" : ""));
            } else if (row[0] == "needs") {
                std::vector<std::string> forms;
                for (const std::string_view each : form::forms_of_need(row[1])) {
                    forms.push_back(named_form(each));
                }
                needs.push_back(fmt::format("{}", fmt::join(forms, " または ")));
            } else if (row[0] == "deletes") {
                deletes.push_back(named_form(row[1]));
            } else if (row[0] == "deletes-by") {
                deletes.back() += "（<code>" + escaped(row[2]) + "</code>）";
            } else {
                (row[2] == "read" ? read : refused).push_back("<code>" + escaped(row[1]) + "</code>");
            }
        }
        std::string out;
        add_line(out, "作成する機関", creators);
        add_line(out, "一緒に送る様式", needs);
        add_line(out, "これを必要とする様式",
                 forms_that([&](const Form& other) { return needs_this(other); }));
        add_line(out, "取り消す様式", deletes);
        add_line(out, "これを取り消す様式",
                 forms_that([&](const Form& other) { return deletes_this(other); }));
        add_line(out, "前の版（列が同じで、読める）", read);
        add_line(out, "前の版（列が異なり、読めない）", refused);
        return out.empty() ? out : "<dl class=\"sl\">\n" + out + "</dl>\n";
    }

    bool needs_this(const Form& other) const {
        return std::ranges::any_of(other.needs(), [&](base::Str need) {
            const std::vector<std::string_view> forms = form::forms_of_need(other.text(need));
            return std::ranges::find(forms, form_.id()) != forms.end();
        });
    }

    bool deletes_this(const Form& other) const {
        return std::ranges::any_of(other.deletes(), [&](const form::Deletion& each) {
            return each.item.empty() && other.text(each.form) == form_.id();
        });
    }

    template <class Is>
    std::vector<std::string> forms_that(const Is& is) const {
        std::vector<std::string> out;
        for (const mapping::Plan& plan : catalogue_.plans()) {
            if (catalogue_.find(plan.form().id()) == &plan && is(plan.form())) {
                out.push_back(named_form(plan.form().id()));
            }
        }
        return out;
    }

    std::string items() const {
        std::string out = fmt::format("<p class=\"s\">{}</p>\n<table class=\"stack dense\" role=\"table\">\n",
                                      provenance_note);
        std::vector<std::string> head{"項目"};
        for (const std::string& syntax : items_.syntaxes) {
            const Table& of = table("items-" + syntax);
            head.push_back(fmt::format("{} の{}", syntax, of.columns.front().japanese));
        }
        head.insert(head.end(), {"型", "行数", "必須", "コード・書式", "備考", "出典"});
        out += head_html(head);
        for (const ItemRow& row : items_.rows) {
            out += item(row, head);
        }
        out += "</table>\n";
        if (!items_.unused.empty()) {
            out += fmt::format("<p class=\"s\">項目のない列: {}</p>\n",
                               escaped(fmt::format("{}", fmt::join(items_.unused, "、"))));
        }
        return out;
    }

    std::string item(const ItemRow& row, const std::vector<std::string>& head) const {
        std::vector<std::string> cells;
        for (const std::string& place : row.places) {
            cells.push_back(escaped(place));
        }
        const std::string_view length = cell(row, "length");
        cells.push_back(escaped(cell(row, "type")) +
                        (length.empty() ? "" : fmt::format("（{} 字まで）", length)));
        cells.push_back(escaped(cell(row, "rows")));
        cells.push_back(cell(row, "required").empty() ? "" : "必須");
        cells.push_back(codes_and_format(row));
        cells.push_back(escaped(remarks(row)));
        cells.push_back(escaped(cell(row, "provenance")));
        std::string out = fmt::format("<tbody role=\"rowgroup\" id=\"item-{0}\"><tr role=\"row\"><th "
                                      "role=\"rowheader\" scope=\"row\">{1}"
                                      "<br/><code>{0}</code></th>",
                                      escaped(row.id), escaped(cell(row, "name")));
        for (std::size_t i = 0; i < cells.size(); ++i) {
            out += html::cell(head[i + 1], cells[i]);
        }
        out += "</tr>\n";
        if (const std::string_view fhir = cell(row, "fhir"); !fhir.empty()) {
            out += fmt::format("<tr role=\"row\"><td role=\"cell\" data-label=\"FHIR\" class=\"p\" "
                               "colspan=\"{}\"><code>{}</code></td></tr>\n",
                               head.size(), escaped(fhir));
        }
        return out + "</tbody>\n";
    }

    std::string codes_and_format(const ItemRow& row) const {
        std::string out;
        if (const std::string_view list = list_of(row); !list.empty()) {
            out = fmt::format("<a href=\"#codes-{0}\">{0}</a>", escaped(list));
        }
        for (const std::string_view column : {"format", "check"}) {
            if (const std::string_view text = cell(row, column); !text.empty()) {
                out += fmt::format("{}<code>{}</code>", out.empty() ? "" : " ", escaped(text));
            }
        }
        return out;
    }

    std::string remarks(const ItemRow& row) const {
        std::vector<std::string> out;
        const auto add_remark = [&](std::string_view column, std::string_view label) {
            if (const std::string_view text = cell(row, column); !text.empty()) {
                out.push_back(fmt::format("{} {}", label, text));
            }
        };
        add_remark("min", "最小");
        add_remark("max", "最大");
        add_remark("plausible", "妥当な範囲");
        add_remark("fixed", "固定値");
        add_remark("none", "値がないとき");
        if (!cell(row, "restricted").empty()) {
            out.emplace_back("閲覧制限");
        }
        return fmt::format("{}", fmt::join(out, "、"));
    }

    std::string_view list_of(const ItemRow& row) const {
        const std::string_view codes = cell(row, "codes");
        return codes.substr(0, codes.find(' ')); // a set of flags names its codes behind
    }

    // The lists of the form's items; its code files have more.
    std::string codes() const {
        const Table& all = table("codes");
        std::string out;
        for (std::size_t i = 0; i < all.rows.size();) {
            Table one{.name = all.rows[i][0], .columns = all.columns.subspan(2)};
            const std::string title = all.rows[i][1];
            for (; i < all.rows.size() && all.rows[i][0] == one.name; ++i) {
                one.rows.emplace_back(all.rows[i].begin() + 2, all.rows[i].end());
            }
            const bool is_used = std::ranges::any_of(
                items_.rows, [&](const ItemRow& row) { return list_of(row) == one.name; });
            if (is_used) {
                out += fmt::format("<h3 id=\"codes-{0}\">{1} <code>{0}</code></h3>\n{2}", escaped(one.name),
                                   escaped(title), table_html(one));
            }
        }
        return out;
    }

    std::string rules() const {
        const Table& rules = table("rules");
        return rules.rows.empty()
                   ? std::string()
                   : table_html(rules, {"id", "text", "severity", "rule", "item", "is", "then", "when"});
    }

    std::string example() const {
        if (!options_.example) {
            return {};
        }
        const FormExample& example = *options_.example;
        const std::string_view shown = text::head_of(example.text, most_of_example);
        std::string out;
        if (!example.file.empty()) {
            out =
                fmt::format("<p class=\"m\"><a href=\"{}\">{}</a>、<a href=\"{}\">FHIR 文書 Bundle</a>"
                            "（架空の人と事業所）</p>\n",
                            escaped(example.file), escaped(example.file.substr(example.file.rfind('/') + 1)),
                            escaped(example.bundle));
        }
        return out + fmt::format("<pre>{}{}</pre>\n", escaped(shown),
                                 shown.size() < example.text.size() ? "…" : "");
    }

    const catalogue::Catalogue& catalogue_;
    const Form& form_;
    const FormPageOptions& options_;
    std::span<const Table> tables_;
    ItemTable items_;
    std::string body_;
    std::string contents_;
};

} // namespace

std::string page_name(const catalogue::Catalogue& catalogue, const Form& form) {
    const bool is_newest = &catalogue.find(form.id())->form() == &form;
    return is_newest ? std::string(form.id()) : fmt::format("{}-{}", form.id(), form.version());
}

std::string form_page(const catalogue::Catalogue& catalogue, const Form& form, std::span<const Table> tables,
                      const FormPageOptions& options) {
    return FormPage(catalogue, form, tables, options).run();
}

std::string form_index_page(const catalogue::Catalogue& catalogue) {
    std::string out =
        html::begin_page({.title = "様式の一覧", .sheet = "Renkei", .style = std::string(reference_style)}) +
        "<div class=\"head\">\n<h1>様式の一覧</h1>\n<p class=\"m\">項目、コード、ルール、FHIR "
        "での位置、記入例を様式ごとに示します。</p>\n</div>\n<table class=\"stack\" role=\"table\">\n" +
        head_html({"様式", "ID", "版", "形式", "ブック"}) + "<tbody role=\"rowgroup\">\n";
    for (const mapping::Plan& plan : catalogue.plans()) {
        const Form& form = plan.form();
        const std::string name = escaped(page_name(catalogue, form));
        std::vector<std::string_view> syntaxes;
        for (const form::Syntax& syntax : form.syntaxes()) {
            syntaxes.push_back(form.text(syntax.id));
        }
        out += "<tr role=\"row\">" +
               html::cell("様式", fmt::format("<a href=\"{}.html\">{}</a>", name,
                                              escaped(form.text(form.about().title)))) +
               html::cell("ID", fmt::format("<code>{}</code>", escaped(form.id()))) +
               html::cell("版", escaped(form.version())) +
               html::cell("形式", escaped(fmt::format("{}", fmt::join(syntaxes, " ")))) +
               html::cell("ブック", fmt::format("<a href=\"{}.xlsx\">XLSX</a>", name)) + "</tr>\n";
    }
    return out + "</tbody></table>\n" + html::end_page();
}

} // namespace renkei::reference
