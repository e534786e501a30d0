
#include "gateway/core/base/file.h"
#include "gateway/core/json/document.h"
#include "gateway/core/text/cp932.h"
#include "gateway/forms/publish/form_tables.h"
#include "gateway/forms/reference/form_page.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace renkei::reference {
namespace {

struct KitExample {
    std::string syntax;
    std::string input; // below the kit
    std::string bundle;
};
using KitExamples = std::map<std::string, KitExample>; // by form@version

// Of each form the case with every item; the kit calls it FORM-full.
diag::Result<KitExamples> read_examples(const fs::path& kit) {
    KitExamples out;
    if (kit.empty()) {
        return out;
    }
    TRY(const std::string bytes, base::read_file(kit / "manifest.json"));
    TRY(json::Document manifest, json::read_document(bytes));
    const json::Document* const cases = json::find_member(manifest, "cases");
    for (const json::Document& each : cases == nullptr ? json::Document::array() : *cases) {
        const bool is_example = json::text_member(each, "id").ends_with("-full") &&
                                json::text_member(each, "direction") == "forward";
        if (is_example) {
            out.try_emplace(json::text_member(each, "form") + "@" + json::text_member(each, "version"),
                            KitExample{json::text_member(each, "syntax"), json::text_member(each, "input"),
                                       json::text_member(each, "bundle")});
        }
    }
    return out;
}

std::string shown_text(const form::Form& form, const KitExample& example, const std::string& bytes) {
    const form::Syntax* const syntax = form.syntax(example.syntax);
    if (syntax == nullptr || syntax->kind == form::SyntaxKind::json) {
        return bytes;
    }
    std::string out = bytes;
    if (syntax->encoding == form::Encoding::cp932) {
        out.clear();
        std::vector<text::DecodeNote> notes;
        text::decode_cp932(bytes, out, notes);
    }
    std::erase(out, '\r');
    return out;
}

} // namespace

diag::Result<std::map<std::string, std::string>> form_pages(const catalogue::Catalogue& catalogue,
                                                            const fs::path& kit) {
    TRY(const KitExamples examples, read_examples(kit));
    std::map<std::string, std::string> out{{"index.html", form_index_page(catalogue)}};
    for (const mapping::Plan& plan : catalogue.plans()) {
        const form::Form& form = plan.form();
        FormPageOptions options{.has_neighbours = true};
        if (const auto found = examples.find(fmt::format("{}@{}", form.id(), form.version()));
            found != examples.end()) {
            for (const std::string& file : {found->second.input, found->second.bundle}) {
                TRY(out["examples/" + file], base::read_file(kit / file));
            }
            options.example = {.text =
                                   shown_text(form, found->second, out["examples/" + found->second.input]),
                               .file = "examples/" + found->second.input,
                               .bundle = "examples/" + found->second.bundle};
        }
        const std::string name = page_name(catalogue, form);
        const std::vector<publish::Table> tables = publish::form_tables(plan);
        out[name + ".html"] = form_page(catalogue, form, tables, options);
        out[name + ".xlsx"] = publish::as_workbook(tables);
    }
    return out;
}

} // namespace renkei::reference
