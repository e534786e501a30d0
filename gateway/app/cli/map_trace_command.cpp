// renkei map trace: one item of a filled form: its value, the line of the mapping, and where the value stands
// in FHIR; or from a place in FHIR back to the item.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/trace.h"
#include "generated/messages/service.h"
#include "generated/texts/cli.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::cli {
namespace {

struct MapTrace {
    std::string wanted{};
    std::string input{};
    InputOptions reading{};
    ExitResult run(const CommandSettings& settings) const;

private:
    bool show(service::Workspace& workspace, const service::RecordSource& source,
              const publish::LoadedForms& forms, const definitions::R4Definitions& r4,
              const CommandSettings& settings) const;
};

std::string values_text(std::string_view label, const service::Values& values, const std::string& empty) {
    std::string out;
    for (const auto& [path, value] : values) {
        out += fmt::format("  {:8} {} = {}\n", label, path, value);
    }
    return out.empty() ? fmt::format("  {:8} {}\n", label, empty) : out;
}

std::string text_of(const service::Trace& trace, Language language) {
    std::string out = fmt::format("{} ({})\n", trace.name, trace.item);
    out += values_text(form_label.in(language), trace.in_form, empty_text.in(language));
    if (trace.line.line > 0) {
        out += fmt::format("  {:8} {}:{}:{}\n", mapping_label.in(language), trace.line.file, trace.line.line,
                           trace.line.column);
    }
    out += trace.home.empty() ? "" : fmt::format("  {:8} {}\n", "FHIRPath", trace.home);
    return out + values_text("FHIR", trace.in_fhir, empty_text.in(language));
}

bool MapTrace::show(service::Workspace& workspace, const service::RecordSource& source,
                    const publish::LoadedForms& forms, const definitions::R4Definitions& r4,
                    const CommandSettings& settings) const {
    const mapping::Plan& plan = source.plan();
    record::Record& record = workspace.record();
    diag::Report loss;
    const bool is_form = source.kind() == service::InputKind::form;
    const std::string bundle =
        is_form ? service::to_bundle(workspace, plan, record, loss) : std::string(source.bundle());
    const auto form = std::ranges::find_if(forms, [&](const std::unique_ptr<publish::LoadedForm>& each) {
        return each->id() == plan.form().id() && each->version() == plan.form().version();
    });
    const std::vector<service::Trace> traces =
        service::trace(plan, form == forms.end() ? nullptr : form->get(), r4, record, bundle, wanted);
    for (const service::Trace& each : traces) {
        print(text_of(each, settings.language));
    }
    if (traces.empty()) {
        const form::Form& known = plan.form();
        print_finding(
            diag::finding(diag::message::trace_nothing, {},
                          {wanted, known.text(known.about().title), service::nearest_item(plan, wanted)}),
            settings.language);
    }
    return !traces.empty();
}

ExitResult MapTrace::run(const CommandSettings& settings) const {
    TRY(const catalogue::Catalogue catalogue, open_catalogue(settings));
    TRY(const std::filesystem::path folder, mappings_folder(settings));
    TRY(const definitions::R4Definitions r4, definitions::R4Definitions::open());
    TRY(const service::Input read, service::read_input(input));
    diag::Report ignored; // said by open_catalogue
    const publish::LoadedForms forms = publish::load_forms(folder, r4, ignored);
    service::Workspace workspace(catalogue);
    diag::Report report;
    service::Documents documents(workspace, read, reading.settings(), report);
    bool is_right = true;
    while (documents.next()) {
        report.append(documents.found());
        is_right &= documents.is_usable() && show(workspace, documents.source(), forms, r4, settings);
    }
    is_right &= !documents.has_failed();
    if (!is_right) {
        report.set_file(read.name);
        print_findings(report.findings(), settings.language);
    }
    return is_right ? ExitCode::clean : ExitCode::refused;
}

} // namespace

void add_map_trace_command(Command& above, CommandSettings& settings) {
    const auto traced = std::make_shared<MapTrace>();
    Command command = above.command("trace");
    command.operand("ITEM", traced->wanted);
    command.operand("FILE", traced->input);
    add_input_options(command, traced->reading);
    add_settings(command, settings);
    command.run([traced, &settings] { return traced->run(settings); });
}

} // namespace renkei::cli
