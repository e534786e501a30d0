// renkei forms: which forms, versions and syntaxes this program knows.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/core/json/document.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace renkei::cli {
namespace {

struct Forms {
    bool json = false;
    ExitCode run(const CommandSettings& settings) const;
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

ExitCode Forms::run(const CommandSettings& settings) const {
    const std::optional<catalogue::Catalogue> catalogue = open_catalogue(settings);
    if (!catalogue) {
        return ExitCode::environment;
    }
    print(json ? as_json(*catalogue) : as_text(*catalogue));
    return ExitCode::clean;
}

} // namespace

void describe_forms_command(Command command, CommandSettings& settings) {
    const auto forms = std::make_shared<Forms>();
    command.flag("--json", forms->json, {"As JSON", "JSON で表示します"});
    add_settings(command, settings);
    command.run([forms, &settings] { return forms->run(settings); });
}

} // namespace renkei::cli
