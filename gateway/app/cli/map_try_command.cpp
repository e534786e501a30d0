// renkei map try: one document there and back: the bundle, or with --to the record of another form, every
// value before and after side by side, which rules it breaks, what was lost.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/core/json/writer.h"
#include "gateway/core/text/utf8.h"
#include "gateway/fhir/resources/outcome.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/documents.h"
#include "gateway/forms/service/values.h"
#include "generated/messages/service.h"
#include "generated/texts/cli.h"

#include <fmt/format.h>

#include <map>

namespace renkei::cli {
namespace {

struct Try {
    std::string input{};
    InputOptions reading{};
    std::string to{};
    ExitResult run(const CommandSettings& settings) const;
};

using service::Values;

constexpr std::size_t path_width = 36;
constexpr std::size_t value_width = 30;

std::string side_by_side(const Values& sent, const Values& back) {
    std::map<std::string, std::string> came(back.begin(), back.end());
    std::string out;
    for (const auto& [path, value] : sent) {
        const auto found = came.find(path);
        const std::string& other = found == came.end() ? std::string() : found->second;
        out += fmt::format("{} {} {} {}\n", value == other ? ' ' : '!', cell(path, path_width),
                           cell(value, value_width), cell(other, value_width));
        if (found != came.end()) {
            came.erase(found);
        }
    }
    for (const auto& [path, value] : came) {
        out += fmt::format("! {} {} {}\n", cell(path, path_width), cell("", value_width),
                           cell(value, value_width));
    }
    return out;
}

// True if the record came back as it was.
bool try_document(service::Workspace& workspace, const mapping::Plan& plan, record::Record& record,
                  diag::Report& loss, Language language) {
    const std::string bundle = service::to_bundle(workspace, plan, record, loss);
    print(bundle_title.in(language) + json::pretty(bundle) + "\n");
    record::Record& back = workspace.second_record();
    const diag::Result<void> matched = service::from_bundle(workspace, plan, bundle, back, loss);
    if (!matched) {
        print_finding(matched.error(), language);
        return false;
    }
    print(values_title.in(language) + side_by_side(service::values_of(record), service::values_of(back)));
    return record::equal(record, back);
}

std::string list(const Values& values) {
    std::string out;
    for (const auto& [path, value] : values) {
        out += fmt::format("  {} {}\n", cell(path, path_width), value);
    }
    return out;
}

// Into another kind of document and back. What is lost on the way there is in `loss`.
void try_transfer(service::Workspace& workspace, const service::RecordSource& source,
                  const service::ConversionTarget& target, diag::Report& loss, Language language) {
    const record::Record& record = workspace.record();
    record::Record& other = workspace.second_record();
    const record::Places places = [&](const record::ItemLocation& at) { return source.where(at); };
    const record::Places nowhere = [](const record::ItemLocation&) { return diag::Where{}; };
    const record::Rules& rules = workspace.rules(*target.plan, target.syntax);
    transfer::carry(*target.transfer, target.way, {record, places}, rules, {}, other, loss);
    if (target.way == transfer::Direction::in) {
        transfer::leave_out_incomplete_rows(other, loss);
    }
    const form::Form& form = target.plan->form();
    const std::string title(form.text(form.about().title));
    print(formatted(record_title, language, title) + list(service::values_of(other)));
    if (const std::string missing = transfer::missing_items(other, rules, loss); !missing.empty()) {
        loss.add(diag::message::transfer_incomplete, {}, {title, missing});
    }
    record::Record back(source.plan().form());
    diag::Report on_the_way_back;
    const transfer::Direction way =
        target.way == transfer::Direction::in ? transfer::Direction::out : transfer::Direction::in;
    transfer::carry(*target.transfer, way, {other, nowhere}, workspace.rules(source.plan(), nullptr), {},
                    back, on_the_way_back);
    print(values_title.in(language) + side_by_side(service::values_of(record), service::values_of(back)));
}

bool try_other(service::Workspace& workspace, const service::RecordSource& source,
               const service::TargetSpec& wanted, diag::Report& loss, Language language) {
    const diag::Result<service::ConversionTarget> target =
        service::choose_target(workspace.catalogue(), source, wanted);
    if (target && target->transfer != nullptr) {
        try_transfer(workspace, source, *target, loss, language);
        return true;
    }
    loss.add(
        target ? diag::finding(diag::message::transfer_unknown, {},
                               {source.plan().form().id(), wanted.form.empty() ? wanted.syntax : wanted.form,
                                service::known_transfers(workspace.catalogue())})
               : target.error());
    return false;
}

void print_section(const Text& title, diag::Report& report, const std::string& file, Language language) {
    report.set_file(file);
    print(title.in(language) +
          (report.empty() ? nothing_text.in(language) : resources::to_grouped_lines(report, language)));
}

ExitResult Try::run(const CommandSettings& settings) const {
    TRY(const catalogue::Catalogue catalogue, open_catalogue(settings));
    TRY(const service::Input read, service::read_input(input));
    service::Workspace workspace(catalogue);
    diag::Report report;
    diag::Report broken;
    service::Documents documents(workspace, read, reading.settings(), report);
    bool is_right = true;
    const service::TargetSpec wanted = service::parse_target_spec(to);
    while (documents.next()) {
        report.append(documents.found());
        if (documents.is_usable()) {
            const service::RecordSource& source = documents.source();
            broken.append(documents.broken_rules());
            is_right &= to.empty() ? try_document(workspace, source.plan(), documents.record(), report,
                                                  settings.language)
                                   : try_other(workspace, source, wanted, report, settings.language);
        }
    }
    is_right &= !documents.has_failed();
    print_section(rules_title, broken, read.name, settings.language);
    print_section(loss_title, report, read.name, settings.language);
    if (!is_right || broken.at_least(diag::Severity::error)) {
        return ExitCode::refused;
    }
    report.append(broken);
    return report.at_least(settings.fail_severity()) ? ExitCode::findings : ExitCode::clean;
}

} // namespace

void add_map_try_command(Command& above, CommandSettings& settings) {
    const auto attempt = std::make_shared<Try>();
    Command command = above.command("try");
    command.operand("FILE", attempt->input);
    command.option("--to", attempt->to);
    add_input_options(command, attempt->reading);
    add_report_settings(command, settings);
    add_settings(command, settings);
    command.run([attempt, &settings] { return attempt->run(settings); });
}

} // namespace renkei::cli
