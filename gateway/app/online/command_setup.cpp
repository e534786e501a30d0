#include "gateway/app/online/command_setup.h"

#include "gateway/network/store/inspect.h"
#include "generated/messages/auditforward.h"
#include "generated/messages/base.h"
#include "generated/messages/certification.h"
#include "generated/messages/cli.h"
#include "generated/messages/exchange.h"
#include "generated/messages/policy.h"
#include "generated/messages/registry.h"
#include "generated/messages/store.h"
#include "generated/messages/tls.h"
#include "generated/messages/tokens.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace renkei::online {
namespace {

namespace message = diag::message;
namespace fs = std::filesystem;

constexpr const char* file_here = "renkei.yaml";
constexpr const char* file_of_system = "/etc/renkei/renkei.yaml";

std::string chosen_file(const std::string& config) {
    std::error_code unreadable;
    return !config.empty() ? config : fs::exists(file_here, unreadable) ? file_here : file_of_system;
}

// systemd hands over what only root may read, in a folder of its own (LoadCredential).
void take_credential(fs::path& path) {
    const char* const folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (folder == nullptr || *folder == '\0') {
        return;
    }
    std::error_code unreadable;
    const fs::path given = fs::path(folder) / path.filename();
    if (fs::exists(given, unreadable)) {
        path = given;
    }
}

// The keys for reading only. If the key file is missing although the store exists, that is the error.
diag::Result<seal::KeyRing> keys_of(const server::Settings& settings) {
    const bool is_alone = !may_exist(settings.master_key) &&
                          store::inspect(settings.store).value_or(store::StorePresence::absent) ==
                              store::StorePresence::present;
    return is_alone ? daemon::key_missing(settings) : seal::KeyRing::read(settings.master_key);
}

// Errors about what was asked for; all others are about the machine.
constexpr std::array request_errors{message::peer_wrong,
                                    message::peer_unknown,
                                    message::peer_exists,
                                    message::peer_in_use,
                                    message::delivery_unknown,
                                    message::delivery_not_retried,
                                    message::delivery_not_cancelled,
                                    message::binding_taken,
                                    message::binding_unknown,
                                    message::store_not_empty,
                                    message::backup_wrong,
                                    message::backup_audit_damaged,
                                    message::certificate_unreadable,
                                    message::key_as_certificate,
                                    message::list_as_certificate,
                                    message::request_as_certificate,
                                    message::certificate_as_key,
                                    message::certificate_in_der,
                                    message::certificate_of_authority,
                                    message::token_keys_wrong,
                                    message::server_refused,
                                    message::consent_unknown,
                                    message::consent_none,
                                    message::consent_withdrawn_before,
                                    message::consent_is_refusal,
                                    message::refusal_of_part,
                                    message::consent_of_heir,
                                    message::registration_unknown,
                                    message::registration_ended_before,
                                    message::registration_doubled,
                                    message::office_unknown,
                                    message::person_died,
                                    message::insurer_other,
                                    message::insurer_missing,
                                    message::insurer_number_wrong,
                                    message::period_backwards,
                                    message::moment_ahead,
                                    message::moment_before,
                                    message::insurer_unclear,
                                    message::state_of_other_number,
                                    message::audit_target_none,
                                    message::audit_target_unknown,
                                    message::audit_skip_wrong,
                                    message::audit_forward_moved,
                                    message::record_not_damaged,
                                    message::record_guards_consent,
                                    message::records_too_many,
                                    message::opinion_unknown,
                                    message::opinion_doubled,
                                    message::opinion_closed_before,
                                    message::opinion_undecided,
                                    message::relation_unknown,
                                    message::certification_unknown,
                                    message::certification_doubled,
                                    message::certification_step_foreign,
                                    message::certification_step_missing,
                                    message::certification_order,
                                    message::certification_ended_before,
                                    message::certification_decided,
                                    message::certification_delay_late,
                                    message::certification_delay_short,
                                    message::certification_opinion_asked,
                                    message::relation_doubled,
                                    message::relation_ended_before};

} // namespace

void add_config(Command& command, std::string& config) {
    command.option(
        "--config", config, "FILE",
        {"The gateway's configuration (default: renkei.yaml here, else /etc/renkei/renkei.yaml)",
         "ゲートウェイの設定ファイル（既定: ここの renkei.yaml、なければ /etc/renkei/renkei.yaml）"});
}

std::optional<server::Settings> read_configuration(const std::string& config, Language language) {
    const std::string file = chosen_file(config);
    if (config.empty() && !may_exist(file)) {
        print_finding(diag::finding(message::configuration_missing, {.file = file}, {file_here}), language);
        return std::nullopt;
    }
    diag::Report report;
    diag::Result<server::Settings> settings = server::read_settings(file, report);
    std::ranges::for_each(report.findings(),
                          [&](const diag::Finding& finding) { print_finding(finding, language); });
    if (!settings) {
        return std::nullopt;
    }
    for (fs::path* const path :
         {&settings->master_key, &settings->http.credentials.key, &settings->client_key}) {
        if (!path->empty()) {
            take_credential(*path);
        }
    }
    return *std::move(settings);
}

std::optional<ConfiguredKeys> read_keys(const std::string& config, Language language) {
    std::optional<server::Settings> settings = read_configuration(config, language);
    if (!settings) {
        return std::nullopt;
    }
    diag::Result<seal::KeyRing> keys = keys_of(*settings);
    if (!keys) {
        print_finding(keys.error(), language);
        return std::nullopt;
    }
    return ConfiguredKeys{*std::move(settings), *std::move(keys)};
}

std::unique_ptr<Installation> open_installation(const std::string& config, Language language,
                                                store::IfMissing if_missing) {
    std::optional<server::Settings> settings = read_configuration(config, language);
    if (!settings) {
        return nullptr;
    }
    settings->store.if_missing = if_missing;
    diag::Result<std::unique_ptr<Installation>> opened =
        Installation::open(*settings, daemon::Opener::command);
    if (!opened) {
        print_finding(opened.error(), language);
        return nullptr;
    }
    return *std::move(opened);
}

ExitCode print_failure(diag::Error error, Language language) {
    if (error.message == message::file_exists) { // commands that end here have no --overwrite
        error.message = message::file_there;
    }
    print_finding(error, language);
    return std::ranges::find(request_errors, error.message) != request_errors.end() ? ExitCode::refused
                                                                                    : ExitCode::environment;
}

audit::Event operator_event(const base::Clock& clock, std::string interaction, audit::Action action) {
    audit::Event event;
    event.at = clock.now();
    event.action = action;
    event.interaction = std::move(interaction);
    return event;
}

std::optional<sharing::Matrix> open_matrix(const CommandSettings& settings) {
    const std::optional<std::filesystem::path> mappings = cli::mappings_folder(settings);
    if (!mappings) {
        return std::nullopt;
    }
    diag::Result<sharing::Matrix> matrix = sharing::Matrix::load(*mappings / "access");
    if (!matrix) {
        print_finding(matrix.error(), settings.language);
        return std::nullopt;
    }
    return *std::move(matrix);
}

} // namespace renkei::online
