// renkei conform: judge what another program made from the inputs of the conformance kit, or a server that does it now.
#include "gateway/cli/commands.h"
#include "gateway/cli/gateway_client.h"
#include "gateway/cli/terminal.h"
#include "gateway/defs/defs.h"
#include "gateway/exchange/conform.h"
#include "gateway/service/conform_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

namespace renkei::cli {
namespace {

using diag::Message;
namespace fs = std::filesystem;

struct Conform {
    std::string form{};
    std::string against{};
    std::string kit{};
    std::string format = "text";
    ClientOptions client{}; // without its address
    ExitCode run(const Settings& settings) const;

private:
    using Judgements = std::vector<service::Judgement>;
    bool is_of_server() const { return against.starts_with("https://") || against.starts_with("http://"); }
    ExitCode judge_server(service::Worker& worker, const service::Kit& opened, Language language) const;
    ExitCode report(const Judgements& judgements, const service::Kit& opened, Language language) const;
};

struct Format {
    std::string_view name;
    std::string (*write)(const std::vector<service::Judgement>&, Language);
};
constexpr std::array<Format, 3> formats{{{"text", service::conform_text},
                                         {"junit", service::conform_junit},
                                         {"testreport", service::conform_test_report}}};

diag::Result<service::Kit> open_kit(const std::string& folder) {
    if (!folder.empty()) {
        return service::read_kit(folder);
    }
    TRY(const fs::path installed, defs::find_data_file("fixtures"));
    return service::read_kit(installed);
}

ExitCode code_of(const service::Tally& tally) {
    if (tally[service::Fate::unreadable] > 0) {
        return ExitCode::refused;
    }
    return tally[service::Fate::failed] + tally[service::Fate::missing] > 0 ? ExitCode::findings
                                                                            : ExitCode::clean;
}

diag::Finding no_cases(const service::Kit& kit, const std::string& form) {
    std::set<std::string_view> forms;
    for (const service::ConformCase& each : kit.cases) {
        forms.insert(each.form);
    }
    return diag::finding(Message::conform_no_cases, {}, {form, fmt::format("{}", fmt::join(forms, ", "))});
}

ExitCode Conform::report(const Judgements& judgements, const service::Kit& opened, Language language) const {
    if (judgements.empty()) {
        say(no_cases(opened, form), language);
        return ExitCode::usage;
    }
    const auto* const chosen = std::ranges::find(formats, format, &Format::name);
    print(chosen->write(judgements, language));
    return code_of(service::tally(judgements));
}

ExitCode Conform::judge_server(service::Worker& worker, const service::Kit& opened, Language language) const {
    ClientOptions options = client;
    options.name = "--against";
    options.url = against;
    if (!options.are_usable(language)) {
        return ExitCode::usage;
    }
    const std::unique_ptr<GatewayClient> caller = GatewayClient::open(options, language);
    if (!caller) {
        return ExitCode::environment;
    }
    exchange::TestedServer server(caller->pool, against);
    const auto is_there = server.ask({.method = "GET", .url = server.url("metadata"), .accept = "application/fhir+json"});
    if (!is_there) {
        say(is_there.error(), language);
        return ExitCode::environment;
    }
    const exchange::ServerJudgement judged = exchange::judge(server, worker, opened, form);
    return report(judged.judgements, opened, language);
}

ExitCode Conform::run(const Settings& settings) const {
    if (std::error_code none; !is_of_server() && !fs::is_directory(against, none)) {
        say(diag::finding(Message::conform_no_results, {.file = against.empty() ? "--against" : against}),
            settings.language);
        return against.empty() ? ExitCode::usage : ExitCode::environment;
    }
    const diag::Result<service::Kit> opened = open_kit(kit);
    if (!opened) {
        say(opened.error(), settings.language);
        return ExitCode::environment;
    }
    const std::optional<mapping::Catalogue> catalogue = open_catalogue(settings);
    if (!catalogue) {
        return ExitCode::environment;
    }
    service::Worker worker(*catalogue);
    return is_of_server() ? judge_server(worker, *opened, settings.language)
                          : report(service::judge(worker, *opened, against, form), *opened, settings.language);
}

} // namespace

void add_conform_command(Command& above, Settings& settings) {
    const auto conform = std::make_shared<Conform>();
    Command command =
        above.command("conform", {"Judge what another program or a running server makes of the conformance kit's inputs",
                                  "ほかのプログラムや稼働中のサーバーが、適合試験キットの入力を正しく扱うかを判定します"});
    command.option("--against", conform->against, "DIR|URL",
                   {"Folder with the results, one file per case: <case id>.json or .csv; or a server's FHIR address, "
                    "https://HOST[:PORT]/fhir",
                    "結果のフォルダー（ケースごとに <ケース ID>.json または .csv）、またはサーバーの FHIR のアドレス "
                    "https://HOST[:PORT]/fhir"});
    conform->client.add_certificates_to(command);
    command.option("--form", conform->form, "ID",
                   {"Only the cases of this form", "この様式のケースだけを判定します"});
    command.option("--kit", conform->kit, "DIR",
                   {"The kit: a folder with manifest.json (default: the installed one)",
                    "キット（manifest.json のあるフォルダー。既定: 組み込みのもの）"});
    command.choice("--format", conform->format, {"text", "junit", "testreport"},
                   {"Lines for people, JUnit XML, or a FHIR TestReport",
                    "文章、JUnit XML、FHIR の TestReport のどれで示すか"});
    add_settings(command, settings);
    command.run([conform, &settings] { return conform->run(settings); });
}

} // namespace renkei::cli
