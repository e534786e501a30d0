// One gateway as it is installed on this machine: its configuration, its keys and its store, opened.
#pragma once

#include "gateway/network/server/settings/settings.h"
#include "gateway/network/store/store.h"

#include <filesystem>
#include <memory>

namespace renkei::daemon {

// False only if the file surely does not exist.
bool may_exist(const std::filesystem::path& file);

// The installed one where settings name none.
diag::Result<std::filesystem::path> mappings_folder(const std::filesystem::path& named);

// The error of a missing key file whose store exists.
tl::unexpected<diag::Error> key_missing(const server::Settings& settings);

// Under which node name commands beside this node write their audit events.
std::string command_node(std::string_view node);

enum class Opener : std::uint8_t {
    service,
    command, // may run beside the service, so it writes audit events as command_node()
};

// What this start created.
struct Created {
    bool key = false;
    bool store = false;
};

class Installation {
public:
    // Creates what a first start needs, if settings.store may be created.
    static diag::Result<std::unique_ptr<Installation>> open(const server::Settings& settings, Opener opener);

    const Created& created() const { return created_; }
    const server::Settings& settings() const { return settings_; }
    seal::KeyRing& keys() { return keys_; }
    store::Store& store() { return *store_; }
    const base::Clock& clock() const { return clock_; }

private:
    Installation(server::Settings settings, seal::KeyRing keys, Created made)
        : settings_(std::move(settings)),
          created_(made),
          keys_(std::move(keys)) {}
    server::Settings settings_;
    Created created_;
    base::SystemClock clock_;
    seal::KeyRing keys_; // both outlive the store
    std::unique_ptr<store::Store> store_;
};

} // namespace renkei::daemon
