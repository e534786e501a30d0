// renkei send: files to a gateway. Sending a file twice is safe: its content is the Idempotency-Key, and a document that is there
// already is answered as such.
#include "gateway/base/file.h"
#include "gateway/cli/commands.h"
#include "gateway/cli/gateway_client.h"
#include "gateway/cli/inputs.h"
#include "gateway/cli/site.h"
#include "gateway/cli/terminal.h"
#include "gateway/exchange/file_name_field.h"
#include "gateway/seal/hash.h"

#include <algorithm>
#include <fmt/format.h>

namespace renkei::cli {
namespace {

struct Send {
    ClientOptions client{};
    std::string form{};
    std::vector<std::string> files{};
    ExitCode run(Language language) const;

private:
    ExitCode send(GatewayClient& gateway, const std::filesystem::path& file, Language language) const;
};

struct Ending {
    std::string_view ending;
    std::string_view type;
};
constexpr Ending endings[] = {{".csv", "text/csv"}, {".xml", "application/fhir+xml"}, {".pdf", "application/pdf"}, {".ndjson", "application/fhir+ndjson"}};

// JSON is FHIR if it says what resource it is; the gateway tells the rest by the content.
std::string_view media_type(const std::filesystem::path& file, std::string_view bytes) {
    std::string ending = file.extension().string();
    std::ranges::transform(ending, ending.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const auto* const found = std::ranges::find(endings, ending, &Ending::ending);
    if (found != std::end(endings)) {
        return found->type;
    }
    const bool is_fhir = bytes.find("\"resourceType\"") != std::string_view::npos;
    return ending == ".json" ? (is_fhir ? "application/fhir+json" : "application/json") : "application/octet-stream";
}

std::string query_of(const std::string& form) { return form.empty() ? "" : "?form=" + form; }

ExitCode Send::send(GatewayClient& gateway, const std::filesystem::path& file, Language language) const {
    const diag::Result<std::string> bytes = base::read_file(file);
    if (!bytes) {
        return explain(bytes.error(), language);
    }
    const std::string name = file.filename().string();
    const auto answer = gateway.ask({.method = "POST",
                                     .path = "/documents" + query_of(form),
                                     .fields = {{"Content-Type", std::string(media_type(file, *bytes))},
                                                {"Content-Disposition", exchange::file_name_field(name)},
                                                {"Accept", "application/fhir+json"},
                                                {"Accept-Language", language == Language::japanese ? "ja" : "en"},
                                                {"Idempotency-Key", seal::to_hex(seal::sha256(name + "\n" + form + "\n" + *bytes))}},
                                     .body = *bytes});
    if (!answer) {
        return explain(answer.error(), language);
    }
    if (answer->status >= 300) {
        diag::Error refused = refusal_of(*answer);
        refused.where.file = file.string();
        say(refused, language);
        return ExitCode::refused;
    }
    print(fmt::format("{}: {} {}\n", file.string(), answer->status, answer->field("location")));
    return ExitCode::clean;
}

ExitCode Send::run(Language language) const {
    const std::vector<std::filesystem::path> paths = inputs_of(files, language);
    const std::unique_ptr<GatewayClient> gateway = paths.empty() ? nullptr : GatewayClient::open(client, language);
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

void add_send_command(Command& above, Settings& settings) {
    const auto send = std::make_shared<Send>();
    Command command = above.command("send", {"Send files to a gateway as one of its peers", "ゲートウェイにファイルを送ります（接続先として）"});
    send->client.add_to(command, "--to", {"The gateway's address, https://HOST:PORT", "ゲートウェイのアドレス https://HOST:PORT"});
    command.option("--form", send->form, "ID", {"The form, if the content does not tell it", "内容から様式が分からないときの様式 ID"});
    command.operands("FILE", send->files, {"Files or directories", "ファイルまたはディレクトリー"});
    command.run([send, &settings] { return send->run(settings.language); });
}

} // namespace renkei::cli
