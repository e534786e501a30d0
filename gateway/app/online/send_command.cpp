// renkei send: files to a gateway. Sending a file twice is safe: it is the same request.
#include "gateway/app/cli/inputs.h"
#include "gateway/app/online/command_setup.h"
#include "gateway/app/online/commands.h"
#include "gateway/app/online/gateway_client.h"
#include "gateway/app/online/labels.h"
#include "gateway/core/base/file.h"
#include "gateway/network/client/parse_outcome.h"
#include "generated/messages/exchange.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::online {
namespace {

struct Send {
    ClientOptions client{};
    std::vector<std::string> files{};
    bool lenient = false;
    ExitCode run(Language language) const;

private:
    ExitCode send(GatewayClient& gateway, const std::filesystem::path& file, Language language) const;
};

struct MediaTypeEnding {
    std::string_view ending;
    std::string_view type;
};
constexpr MediaTypeEnding media_type_endings[] = {{".csv", "text/csv"},
                                                  {".xml", "application/fhir+xml"},
                                                  {".pdf", "application/pdf"},
                                                  {".ndjson", "application/fhir+ndjson"}};

// A gateway that repeats the answer of an earlier request repeats its status, too: that is not what became of
// this one.
std::string nothing_new(Language language) { return "200 " + unchanged_label(language); }

// JSON with a resourceType is FHIR; the gateway recognises the rest by its content.
std::string_view media_type(const std::filesystem::path& file, std::string_view bytes) {
    std::string ending = file.extension().string();
    std::ranges::transform(ending, ending.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const auto* const found = std::ranges::find(media_type_endings, ending, &MediaTypeEnding::ending);
    if (found != std::end(media_type_endings)) {
        return found->type;
    }
    const bool is_fhir = bytes.find("\"resourceType\"") != std::string_view::npos;
    return ending == ".json" ? (is_fhir ? "application/fhir+json" : "application/json")
                             : "application/octet-stream";
}

void print_findings(const std::vector<diag::Finding>& findings, Language language) {
    std::ranges::for_each(findings, [&](const diag::Finding& one) { print_finding(one, language); });
}

ExitCode Send::send(GatewayClient& gateway, const std::filesystem::path& file, Language language) const {
    const diag::Result<std::string> bytes = base::read_file(file);
    if (!bytes) {
        return print_failure(bytes.error(), language);
    }
    const auto answer = client::send_file(gateway.pool, gateway.target,
                                          {.bytes = *bytes,
                                           .media_type = std::string(media_type(file, *bytes)),
                                           .file_name = file.filename().string(),
                                           .lenient = lenient,
                                           .language = language == Language::japanese ? "ja" : "en"});
    if (!answer) {
        return print_failure(answer.error(), language);
    }
    if (!answer->is_accepted()) {
        print_findings(client::refusal_findings(answer->status, answer->body, file.string()), language);
        return ExitCode::refused;
    }
    for (const client::SentDocument& sent : answer->documents) {
        print(fmt::format("{}: {} {}\n", file.string(),
                          sent.is_new ? std::to_string(answer->status) : nothing_new(language),
                          sent.location));
        if (!sent.is_new) {
            print_finding(
                diag::finding(diag::message::sent_before, {.file = file.string(), .path = sent.location}),
                language);
        }
    }
    const std::vector<diag::Finding> reported = client::parse_outcome(answer->body, file.string());
    print_findings(reported, language);
    const bool is_clean = std::ranges::all_of(
        reported, [](const diag::Finding& one) { return one.severity == diag::Severity::information; });
    return is_clean ? ExitCode::clean : ExitCode::findings;
}

ExitCode Send::run(Language language) const {
    if (!client.are_usable(language)) {
        return ExitCode::usage;
    }
    const std::vector<std::filesystem::path> paths = cli::inputs_of(files, language);
    const std::unique_ptr<GatewayClient> gateway =
        paths.empty() ? nullptr : GatewayClient::open(client, language);
    if (!gateway) {
        return ExitCode::environment;
    }
    ExitCode code = ExitCode::clean;
    for (const std::filesystem::path& path : paths) {
        code = worse(code, send(*gateway, path, language));
    }
    return code;
}

} // namespace

void describe_send_command(Command command, CommandSettings& settings) {
    const auto send = std::make_shared<Send>();
    send->client.add_to(
        command, "--to",
        {"The gateway's address, https://HOST:PORT", "ゲートウェイのアドレス https://HOST:PORT"});
    command.operands("FILE", send->files, {"Files or directories", "ファイルまたはディレクトリー"});
    command.flag(
        "--lenient", send->lenient,
        {"Let the gateway take common deviations and report each",
         "よくある逸脱（和暦・全角数字・外字など）もゲートウェイに受け付けさせ、すべて報告させます"});
    command.run([send, &settings] { return send->run(settings.language); });
}

} // namespace renkei::online
