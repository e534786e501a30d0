// What the gateway reads before it serves: `renkei serve` goes on with it, `renkei serve --check` only tells what is wrong. Nothing is made, changed
// or locked here, so it may be read beside a running gateway.
#pragma once

#include "gateway/cli/text.h"
#include "gateway/documents/worker_pool.h"
#include "gateway/http/reloadable_trust.h"
#include "gateway/server/settings.h"

#include <memory>

namespace renkei::cli {

struct Groundwork {
    std::shared_ptr<const documents::LoadedDefinitions> knowledge{};
    std::unique_ptr<http::ReloadableTrust> trust{};
};

// `mappings` empty: the installed ones. Everything wrong is in the report, and what is not there because a start makes it; without an error in it
// the groundwork is whole. A tls::Tls lives around it.
Groundwork read_groundwork(const server::Settings& settings, const std::filesystem::path& mappings, diag::Report& report);

// What is no reason not to begin, but whoever asks beforehand wants to know it. A database with damaged pages fails when they are asked for; with
// revocation lists that have ended or are another authority's the gateway serves and lets nobody in until they are renewed; of a watched folder
// that cannot be written the files wait.
void look_ahead(const server::Settings& settings, Language language, diag::Report& report);

diag::Result<std::shared_ptr<const documents::LoadedDefinitions>> load_knowledge(const std::filesystem::path& mappings);

} // namespace renkei::cli
