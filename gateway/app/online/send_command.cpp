// renkei send: files to a gateway. Sending a file twice is safe: it is the same request. Files that belong
// together go in one request.
#include "gateway/app/cli/inputs.h"
#include "gateway/app/cli/progress.h"
#include "gateway/app/online/setup/command_setup.h"
#include "gateway/app/online/setup/commands.h"
#include "gateway/app/online/setup/gateway_client.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/core/base/file.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/service/document_set.h"
#include "gateway/network/client/multipart_body.h"
#include "gateway/network/client/parse_outcome.h"
#include "gateway/network/folders/stable_files.h"
#include "generated/messages/exchange.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::online {
namespace {

struct Send {
    ClientOptions client{};
    std::vector<std::string> files{};
    bool lenient = false;
    ExitResult run(const CommandSettings& settings) const;

private:
    using Paths = std::vector<std::filesystem::path>;
    Opened<std::vector<Paths>> sets_of(const Paths& paths, const CommandSettings& settings) const;
    // Files that belong together, or one.
    ExitCode send(GatewayClient& gateway, const Paths& set, Language language, cli::Progress& progress) const;
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

// What goes over the wire for these files.
diag::Result<client::BodyFile> body_of(const std::vector<std::filesystem::path>& set) {
    std::vector<client::BodyFile> files;
    for (const std::filesystem::path& path : set) {
        TRY(std::string bytes, base::read_file(path));
        std::string type(media_type(path, bytes));
        files.push_back({path.filename().string(), std::move(type), std::move(bytes)});
    }
    if (files.size() == 1) {
        return std::move(files.front());
    }
    client::MultipartBody body = client::multipart_body(files);
    return client::BodyFile{{}, std::move(body.media_type), std::move(body.bytes)};
}

ExitCode Send::send(GatewayClient& gateway, const Paths& set, Language language,
                    cli::Progress& progress) const {
    const diag::Result<client::BodyFile> body = body_of(set);
    if (!body) {
        progress.clear();
        return print_failure(body.error(), language);
    }
    std::vector<std::string> names;
    std::ranges::transform(set, std::back_inserter(names), [](const auto& path) { return path.string(); });
    const std::string file = fmt::format("{}", fmt::join(names, ", "));
    const auto answer = client::send_file(gateway.pool, gateway.target,
                                          {.bytes = body->bytes,
                                           .media_type = body->media_type,
                                           .file_name = body->file_name,
                                           .lenient = lenient,
                                           .language = language == Language::japanese ? "ja" : "en"});
    progress.clear();
    if (!answer) {
        return print_failure(answer.error(), language);
    }
    if (!answer->is_accepted()) {
        print_findings(client::refusal_findings(answer->status, answer->body, file), language);
        return ExitCode::refused;
    }
    for (const client::SentDocument& sent : answer->documents) {
        const std::string& its_file = sent.part && *sent.part < names.size() ? names[*sent.part] : file;
        print(fmt::format("{}: {} {}\n", its_file,
                          sent.is_new ? std::to_string(answer->status) : nothing_new(language),
                          sent.location));
        if (!sent.is_new) {
            print_finding(
                diag::finding(diag::message::sent_before, {.file = its_file, .path = sent.location}),
                language);
        }
    }
    const std::vector<diag::Finding> reported = client::parse_outcome(answer->body, file);
    print_findings(reported, language);
    const bool is_clean = std::ranges::all_of(
        reported, [](const diag::Finding& one) { return one.severity == diag::Severity::information; });
    return is_clean ? ExitCode::clean : ExitCode::findings;
}

// Each file by itself, where only one is sent.
Opened<std::vector<Send::Paths>> Send::sets_of(const Paths& paths, const CommandSettings& settings) const {
    std::vector<Paths> out;
    if (paths.size() == 1) {
        out.push_back(paths);
        return out;
    }
    TRY(const catalogue::Catalogue catalogue, open_catalogue(settings));
    std::vector<std::string> names;
    std::ranges::transform(paths, std::back_inserter(names), [](const auto& path) { return path.string(); });
    // a later file may replace or delete an earlier one
    std::ranges::stable_sort(names, {}, [](const std::string& name) {
        const std::string_view stamp = folders::stamp_of(name);
        return std::pair(stamp.empty(), stamp);
    });
    for (const service::FileSet& each : service::file_sets(catalogue, names)) {
        out.emplace_back(each.names.begin(), each.names.end());
    }
    return out;
}

ExitResult Send::run(const CommandSettings& settings) const {
    const Language language = settings.language;
    TRY_VOID(client.check(language));
    TRY(const Paths paths, cli::inputs_of(files));
    TRY(const std::vector<Paths> sets, sets_of(paths, settings));
    TRY(const std::unique_ptr<GatewayClient> gateway, GatewayClient::open(client));
    ExitCode code = ExitCode::clean;
    cli::Progress progress(sets.size());
    for (std::size_t i = 0; i < sets.size(); ++i) {
        progress.show(i);
        code = worse(code, send(*gateway, sets[i], language, progress));
    }
    return code;
}

} // namespace

void describe_send_command(Command command, CommandSettings& settings) {
    const auto send = std::make_shared<Send>();
    send->client.add_to(command, "--to");
    command.operands("FILE", send->files);
    command.flag("--lenient", send->lenient);
    command.run([send, &settings] { return send->run(settings); });
}

} // namespace renkei::online
