// renkei schema: the JSON Schema of a form's files in JSON.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/core/json/writer.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/newform/example_text.h"
#include "gateway/forms/publish/form_schema.h"
#include "gateway/forms/service/target.h"
#include "generated/messages/json_forms.h"

#include <algorithm>

namespace renkei::cli {
namespace {

struct FormSchema {
    std::string form{};
    std::optional<std::string> version{};
    ExitResult run(const CommandSettings& settings) const;
};

diag::Result<std::string> schema_of(const form::Form& form) {
    const auto syntax = std::ranges::find(form.syntaxes(), form::SyntaxKind::json, &form::Syntax::kind);
    if (syntax == form.syntaxes().end()) {
        return diag::fail(diag::message::form_without_json, {}, {form.id()});
    }
    return json::pretty(publish::form_schema(form, *syntax, newform::example_document(form, *syntax)));
}

ExitResult FormSchema::run(const CommandSettings& settings) const {
    TRY(const catalogue::Catalogue catalogue, open_catalogue(settings));
    const diag::Result<const mapping::Plan*> plan = service::wanted_plan(catalogue, form, version);
    const diag::Result<std::string> schema =
        plan ? schema_of((*plan)->form()) : tl::make_unexpected(plan.error());
    if (!schema) {
        return fail_usage(schema.error());
    }
    print(*schema + "\n");
    return ExitCode::clean;
}

} // namespace

void describe_schema_command(Command command, CommandSettings& settings) {
    const auto schema = std::make_shared<FormSchema>();
    command.operand("FORM", schema->form);
    add_version(command, schema->version);
    add_settings(command, settings);
    command.run([schema, &settings] { return schema->run(settings); });
}

} // namespace renkei::cli
