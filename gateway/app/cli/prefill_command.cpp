// renkei prefill: begin a form from another one of the same stay.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/given_values.h"
#include "gateway/app/cli/output.h"
#include "gateway/app/cli/reporter.h"
#include "gateway/core/time/date_time.h"
#include "gateway/core/time/instant.h"
#include "gateway/forms/service/prefill.h"
#include "generated/messages/cli.h"

namespace renkei::cli {
namespace {

struct Prefill {
    std::string input{};
    InputOptions reading{};
    std::string to{};
    std::string document_id{};
    std::string created{};
    ValueOptions values{};
    OutputSettings output{};
    ExitResult run(const CommandSettings& settings) const;
};

std::string now_in_japan() { return time::second_in_japan(base::SystemClock().now()); }

// A random id from the kernel.
std::string fresh_id() {
    const diag::Result<std::string> line = base::read_file("/proc/sys/kernel/random/uuid");
    return line ? line->substr(0, line->find('\n')) : std::string();
}

tl::expected<service::PrefillOptions, Failure> prefill_options(const Prefill& given,
                                                               const CommandSettings& settings,
                                                               const catalogue::Catalogue& catalogue) {
    if (!given.created.empty() &&
        !(given.created.find('T') != std::string::npos && time::is_date_time(given.created))) {
        return fail_usage(diag::finding(message::usage_wrong_value, {},
                                        {"--created " + given.created + " (2026-05-01T09:00:00+09:00)"}));
    }
    service::PrefillOptions out{.read = given.reading.settings(),
                                .created = given.created.empty() ? now_in_japan() : given.created};
    const std::size_t at = given.to.find('/');
    out.to = given.to.substr(0, at);
    out.syntax = at == std::string::npos ? "" : given.to.substr(at + 1);
    out.document_id = given.document_id.empty() ? fresh_id() : given.document_id;
    TRY(out.values, given.values.values(settings.language, catalogue));
    return out;
}

ExitResult Prefill::run(const CommandSettings& settings) const {
    TRY(const std::filesystem::path folder, mappings_folder(settings));
    TRY(const catalogue::Catalogue catalogue, open_catalogue(settings));
    TRY(service::PrefillOptions how, prefill_options(*this, settings, catalogue));
    how.mappings = folder;
    Reporter reporter(settings, {.overwrite = output.overwrite, .base = {}});
    const Output::Done done = [&](const service::Outcome& outcome, const std::vector<std::string>& written) {
        reporter.add(outcome, written);
    };
    const diag::Result<std::unique_ptr<Output>> target = open_output(output, false, done);
    const diag::Result<service::Input> read = service::read_input(input);
    if (!read || !target) {
        reporter.add_failure(read ? target.error() : read.error());
        return reporter.finish();
    }
    service::Workspace workspace(catalogue);
    (*target)->add(service::prefill(workspace, *read, how));
    if (const diag::Result<void> finished = (*target)->finish(); !finished) {
        reporter.add_failure(finished.error());
    }
    return reporter.finish();
}

} // namespace

void describe_prefill_command(Command command, CommandSettings& settings) {
    const auto prefill = std::make_shared<Prefill>();
    command.operand("IN", prefill->input);
    command.option("--to", prefill->to);
    command.option("--document-id", prefill->document_id);
    command.option("--created", prefill->created);
    add_value_options(command, prefill->values);
    command.option("-o,--output", prefill->output.path);
    command.flag("--overwrite", prefill->output.overwrite);
    add_input_options(command, prefill->reading);
    add_report_settings(command, settings);
    add_settings(command, settings);
    command.run([prefill, &settings] { return prefill->run(settings); });
}

} // namespace renkei::cli
