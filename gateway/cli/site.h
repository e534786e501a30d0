// The gateway that an operator's command works on: its configuration, keys and store, opened.
#pragma once

#include "gateway/cli/settings.h"
#include "gateway/server/settings.h"
#include "gateway/store/store.h"

#include <memory>
#include <optional>

namespace renkei::cli {

void add_config(Command& command, std::string& config); // --config

// The named configuration, else renkei.yaml here, else the system's. None: what is wrong has been printed.
std::optional<server::Settings> read_configuration(const std::string& config, Language language);

// A file that is to be read, unless it surely is not there.
bool may_be_there(const std::filesystem::path& file);

// That there is no key file, though what is sealed under its keys is there.
tl::unexpected<diag::Error> key_missing(const server::Settings& settings);

// What the store is sealed with, without opening it. None: what is wrong has been printed.
struct ConfiguredKeys {
    server::Settings settings;
    seal::KeyRing keys;
};
std::optional<ConfiguredKeys> read_keys(const std::string& config, Language language);

enum class Opener : std::uint8_t {
    service,
    command, // may run beside the service, so it writes its audit events as another node
};

// What was not there before.
struct Made {
    bool key = false;
    bool store = false;
};

class Site {
public:
    // Makes what a first start needs, if settings.store may be made. Null: what is wrong has been printed.
    static std::unique_ptr<Site> open(const server::Settings& settings, Opener opener, Language language);
    // Of a command.
    static std::unique_ptr<Site> open(const std::string& config, Language language, store::IfMissing if_missing = store::IfMissing::refuse);

    const Made& made() const { return made_; }
    const server::Settings& settings() const { return settings_; }
    seal::KeyRing& keys() { return keys_; }
    store::Store& store() { return *store_; }
    const base::Clock& clock() const { return clock_; }

private:
    Site(server::Settings settings, seal::KeyRing keys, Made made) : settings_(std::move(settings)), made_(made), keys_(std::move(keys)) {}
    server::Settings settings_;
    Made made_;
    base::SystemClock clock_;
    seal::KeyRing keys_; // both outlive the store
    std::unique_ptr<store::Store> store_;
};

// Prints what is wrong; the exit code says whose fault it is: that of what was asked for, or of files and databases.
ExitCode explain(diag::Error error, Language language);

// An event of the operator, for the audit.
audit::Event operator_event(const base::Clock& clock, std::string interaction, audit::Action action);

} // namespace renkei::cli
