// renkei check: do forms keep the rules of their form?
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/inputs.h"
#include "gateway/app/cli/reporter.h"
#include "gateway/forms/service/batch.h"
#include "gateway/forms/service/check.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/forms/service/document_set.h"

#include <algorithm>
#include <filesystem>

namespace renkei::cli {
namespace {

struct FormCheck {
    std::vector<std::string> inputs{};
    InputOptions reading{};
    unsigned threads = 1;
    ExitResult run(const CommandSettings& settings) const;
};

ExitResult FormCheck::run(const CommandSettings& settings) const {
    TRY(const std::vector<std::filesystem::path> paths, inputs_of(inputs));
    TRY(const catalogue::Catalogue catalogue, open_catalogue(settings));
    Reporter reporter(
        settings,
        {.report_is_output = true, .inputs = paths.size(), .base = service::canonical_base(catalogue)});
    const service::ReadSettings how = reading.settings();
    const service::Job job = [&how](service::Workspace& workspace, const service::Input& input,
                                    const service::Sink&) { return service::check(workspace, input, how); };
    std::vector<service::SetMember> members;
    service::run_batch(catalogue, paths, threads, job, [&](const service::Outcome& outcome) {
        reporter.add(outcome, {});
        members.insert(members.end(), outcome.set_members.begin(), outcome.set_members.end());
    });
    const bool is_folder = std::ranges::any_of(
        inputs, [](const std::string& input) { return std::filesystem::is_directory(input); });
    if (is_folder || paths.size() > 1) { // a file alone may be looked at before the others are there
        service::Outcome together;
        together.is_last = false;
        service::check_sets(catalogue, members, together.report);
        together.status =
            together.report.empty() ? service::OutcomeStatus::done : service::OutcomeStatus::refused;
        reporter.add(together, {});
    }
    return reporter.finish();
}

} // namespace

void describe_check_command(Command command, CommandSettings& settings) {
    const auto check = std::make_shared<FormCheck>();
    command.operands("IN", check->inputs);
    add_input_options(command, check->reading);
    command.number("-j,--jobs", check->threads);
    add_report_settings(command, settings);
    add_settings(command, settings);
    command.run([check, &settings] { return check->run(settings); });
}

} // namespace renkei::cli
