// renkei prefill: begin a form from another one of the same stay.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/given_values.h"
#include "gateway/app/cli/output.h"
#include "gateway/app/cli/reporter.h"
#include "gateway/core/time/instant.h"
#include "gateway/forms/service/prefill.h"

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
    command.operand(
        "IN", prefill->input,
        {"The filled form or bundle; - is standard input", "記入済みの様式または Bundle。- は標準入力"});
    command.option("--to", prefill->to, "FORM[/SYNTAX]",
                   {"The form to begin (default: the only one possible)",
                    "作り始める様式（既定: 一つしかなければその様式）"});
    command.option(
        "--document-id", prefill->document_id, "ID",
        {"Id of the new document (default: a fresh UUID)", "新しい文書の ID（既定: 新しい UUID）"});
    command.option("--created", prefill->created, "DATETIME",
                   {"When the new record is made (default: now)", "作成日時（既定: 現在）"});
    add_value_options(command, prefill->values);
    command.option("-o,--output", prefill->output.path, "FILE|DIR",
                   {"Write there (default: standard output)", "書き出し先（既定: 標準出力）"});
    command.flag("--overwrite", prefill->output.overwrite,
                 {"Replace a file that exists; a device or FIFO is written into",
                  "既にあるファイルを置き換えます。デバイスや名前付きパイプには、そのまま書き込みます"});
    add_input_options(command, prefill->reading);
    add_report_settings(command, settings);
    add_settings(command, settings);
    command.run([prefill, &settings] { return prefill->run(settings); });
}

} // namespace renkei::cli
