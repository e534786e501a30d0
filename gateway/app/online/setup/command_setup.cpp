#include "gateway/app/online/setup/command_setup.h"

#include "gateway/core/base/filesystem.h"
#include "gateway/network/store/inspect.h"
#include "generated/messages/auditforward.h"
#include "generated/messages/base.h"
#include "generated/messages/certification.h"
#include "generated/messages/cli.h"
#include "generated/messages/exchange.h"
#include "generated/messages/ledger.h"
#include "generated/messages/policy.h"
#include "generated/messages/store.h"
#include "generated/messages/tls.h"
#include "generated/messages/tokens.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace renkei::online {
namespace {

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

// Errors about what was asked for, of which some files of messages have no others; all others are about the
// machine.
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
                                    message::server_refused};
constexpr std::array request_files{message::registration_unknown, message::certification_unknown,
                                   message::audit_target_none};
constexpr std::array others_of_request_files{message::purpose_without_effect, message::record_too_large};

bool is_about_request(diag::Message it) {
    constexpr unsigned place_bits = 8;
    const auto is_beside = [it](diag::Message other) {
        return static_cast<unsigned>(it) >> place_bits == static_cast<unsigned>(other) >> place_bits;
    };
    return std::ranges::find(request_errors, it) != request_errors.end() ||
           (std::ranges::any_of(request_files, is_beside) &&
            std::ranges::find(others_of_request_files, it) == others_of_request_files.end());
}

} // namespace

void add_config(Command& command, std::string& config) { command.option("--config", config); }

Opened<server::Settings> read_configuration(const std::string& config, Language language) {
    const std::string file = chosen_file(config);
    if (config.empty() && !may_exist(file)) {
        print_finding(diag::finding(message::configuration_missing, {.file = file}, {file_here}), language);
        return tl::make_unexpected(ExitCode::environment);
    }
    diag::Report report;
    diag::Result<server::Settings> settings = server::read_settings(file, report);
    print_findings(report.findings(), language);
    if (!settings) {
        return tl::make_unexpected(ExitCode::environment);
    }
    for (fs::path* const path :
         {&settings->master_key, &settings->http.credentials.key, &settings->client_key}) {
        if (!path->empty()) {
            take_credential(*path);
        }
    }
    return *std::move(settings);
}

Opened<ConfiguredKeys> read_keys(const std::string& config, Language language) {
    TRY(server::Settings settings, read_configuration(config, language));
    diag::Result<seal::KeyRing> keys = keys_of(settings);
    if (!keys) {
        return tl::make_unexpected(cli::print_trouble(keys.error(), language));
    }
    return ConfiguredKeys{std::move(settings), *std::move(keys)};
}

Opened<std::unique_ptr<Installation>> installation_of(const std::string& config, Language language,
                                                      store::IfMissing if_missing) {
    TRY(server::Settings settings, read_configuration(config, language));
    settings.store.if_missing = if_missing;
    return Installation::open(settings, daemon::Opener::command).map_error([&](const diag::Error& error) {
        return cli::print_trouble(error, language);
    });
}

ExitCode print_failure(diag::Error error, Language language) {
    if (error.message == message::file_exists) { // commands that end here have no --overwrite
        error.message = message::file_there;
    }
    print_finding(error, language);
    return is_about_request(error.message) ? ExitCode::refused : ExitCode::environment;
}

audit::Event operator_event(const base::Clock& clock, std::string interaction, audit::Action action) {
    audit::Event event;
    event.at = clock.now();
    event.action = action;
    event.interaction = std::move(interaction);
    return event;
}

tl::expected<sharing::Matrix, Failure> open_matrix(const CommandSettings& settings) {
    const auto failed = [](diag::Error error) { return Failure(std::move(error), ExitCode::environment); };
    TRY(const fs::path mappings, cli::mappings_folder(settings).map_error(failed));
    return sharing::Matrix::load(mappings / "access").map_error(failed);
}

} // namespace renkei::online
