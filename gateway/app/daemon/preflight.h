// The checks before the gateway serves. `renkei serve` goes on with what they load, `renkei serve --check`
// only reports errors. They create, change and lock nothing, so they may run beside a running gateway.
#pragma once

#include "gateway/forms/transfer/given_values.h"
#include "gateway/network/access/reader.h"
#include "gateway/network/documents/worker_pool.h"
#include "gateway/network/http/reloadable_trust.h"
#include "gateway/network/server/settings/settings.h"
#include "gateway/network/sharing/user_codes.h"

#include <memory>

namespace renkei::daemon {

struct Preflight {
    std::shared_ptr<const documents::LoadedDefinitions> definitions{};
    std::unique_ptr<http::ReloadableTrust> trust{};
    transfer::DefaultValues values{};
    std::shared_ptr<const access::Hub> hub{};               // null: not switched on
    std::shared_ptr<const sharing::UserCodes> user_codes{}; // only without a hub; null: not readable
};

// The report has every error, and what a start would create. Without an error the result is complete. The
// caller holds the TLS library's initialisation.
Preflight run_preflight(const server::Settings& settings, diag::Report& report);

// Conditions that do not keep the gateway from starting, for `--check`. A database with damaged pages fails
// when they are read; with expired or foreign revocation lists the gateway serves, but accepts no client
// until they are renewed; files in a watched folder that cannot be written wait; and so do audit events for a
// repository that cannot be reached.
// `trust`: of run_preflight(); null: it has an error.
void check_environment(const server::Settings& settings, const http::ReloadableTrust* trust,
                       diag::Language language, diag::Report& report);

// `mappings` empty: the installed ones.
diag::Result<std::shared_ptr<const documents::LoadedDefinitions>>
load_definitions(const std::filesystem::path& mappings);
// What the hub shares, of the folder `access` of these mappings; null if the operator has not switched it on.
diag::Result<std::shared_ptr<const access::Hub>> load_hub(const server::Settings& settings);

} // namespace renkei::daemon
