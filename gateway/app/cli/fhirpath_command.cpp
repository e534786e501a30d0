// renkei fhirpath: what an expression finds in a resource.
#include "gateway/app/cli/commands.h"
#include "gateway/app/cli/terminal.h"
#include "gateway/core/base/file.h"
#include "gateway/forms/service/fhirpath_query.h"
#include "generated/messages/base.h"
#include "generated/messages/fhirpath.h"

#include <fmt/format.h>

namespace renkei::cli {
namespace {

struct Fhirpath {
    std::string expression{};
    std::string file{};
    std::string batch{};
    std::string format = "text";
    ExitResult run(const CommandSettings& settings) const;

private:
    ExitResult run_batch(service::FhirpathQuery& query, const CommandSettings& settings) const;
};

// Nothing in a value may steer a terminal.
std::string without_controls(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_control = (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
        out += is_control ? fmt::format("\\u{:04X}", byte) : std::string(1, c);
    }
    return out;
}

std::string answers_text(const std::vector<service::FhirpathResult>& answers) {
    std::string out;
    for (const service::FhirpathResult& answer : answers) {
        out += (answer.path.empty() ? "" : answer.path + ": ") + answer.type + " " +
               without_controls(answer.text) + "\n";
    }
    return out;
}

ExitResult Fhirpath::run_batch(service::FhirpathQuery& query, const CommandSettings& settings) const {
    TRY(const std::string requests, base::read_file(batch));
    std::string out;
    const auto end = query.evaluate_all(requests, settings.language, out);
    print(out);
    if (end.failed == 0) {
        return ExitCode::clean;
    }
    return tl::make_unexpected(Failure(diag::finding(diag::message::fhirpath_batch_failed, {.file = batch},
                                                     {std::to_string(end.failed), std::to_string(end.asked)}),
                                       ExitCode::refused));
}

ExitResult Fhirpath::run(const CommandSettings& settings) const {
    if (batch.empty() == (expression.empty() || file.empty())) {
        return fail_usage(diag::finding(diag::message::fhirpath_usage, {}));
    }
    TRY(const definitions::R4Definitions r4, definitions::R4Definitions::open());
    service::FhirpathQuery query(r4);
    if (!batch.empty()) {
        return run_batch(query, settings);
    }
    const auto answers = query.evaluate(expression, file);
    if (!answers) {
        const bool is_file = answers.error().message == diag::message::file_unreadable;
        return tl::make_unexpected(
            Failure(answers.error(), is_file ? ExitCode::environment : ExitCode::refused));
    }
    print(format == "json" ? service::to_json(*answers) + "\n" : answers_text(*answers));
    return ExitCode::clean;
}

} // namespace

void describe_fhirpath_command(Command command, CommandSettings& settings) {
    const auto fhirpath = std::make_shared<Fhirpath>();
    command.operand("EXPR", fhirpath->expression, Command::Required::no);
    command.operand("FILE", fhirpath->file, Command::Required::no);
    command.option("--batch", fhirpath->batch);
    command.choice("--format", fhirpath->format, {"text", "json"});
    command.run([fhirpath, &settings] { return fhirpath->run(settings); });
}

} // namespace renkei::cli
