// What an operator's command needs of the gateway that it works on: configuration, keys, store.
#pragma once

#include "gateway/app/daemon/installation.h"
#include "gateway/app/online/setup/command_line.h"
#include "gateway/network/sharing/matrix.h"

#include <memory>

namespace renkei::online {

using daemon::Installation;
using daemon::may_exist;

void add_config(Command& command, std::string& config); // --config

// The named configuration, else renkei.yaml here, else the system's.
Opened<server::Settings> read_configuration(const std::string& config, Language language);

// What the store is sealed with, without opening it.
struct ConfiguredKeys {
    server::Settings settings;
    seal::KeyRing keys;
};
Opened<ConfiguredKeys> read_keys(const std::string& config, Language language);

// For a command, which may run beside the service.
Opened<std::unique_ptr<Installation>> installation_of(const std::string& config, Language language,
                                                      store::IfMissing if_missing = store::IfMissing::refuse);

// Runs a command on the gateway that its option `config` names.
template <class Options>
using OnInstallation = ExitResult (Options::*)(Installation&, Language) const;
template <class Options>
ExitResult on_installation(const Options& options, OnInstallation<Options> run, Language language) {
    TRY(const std::unique_ptr<Installation> opened, installation_of(options.config, language));
    return (options.*run)(*opened, language);
}
template <class Options>
void run_with_installation(Command& command, const std::shared_ptr<Options>& options,
                           OnInstallation<Options> run, const CommandSettings& settings) {
    command.run([options, run, &settings] { return on_installation(*options, run, settings.language); });
}

// Prints the error. The exit code: `refused` for a wrong request, `environment` for files and databases.
ExitCode print_failure(diag::Error error, Language language);

// An event of the operator, for the audit.
audit::Event operator_event(const base::Clock& clock, std::string interaction, audit::Action action);

// The sharing matrix of the mappings in use.
tl::expected<sharing::Matrix, Failure> open_matrix(const CommandSettings& settings);

} // namespace renkei::online
