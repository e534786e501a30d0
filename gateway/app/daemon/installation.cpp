#include "gateway/app/daemon/installation.h"

#include "gateway/core/base/filesystem.h"
#include "gateway/fhir/definitions/r4_definitions.h"
#include "gateway/network/store/inspect.h"
#include "generated/messages/seal.h"

namespace renkei::daemon {
namespace {

// A store without its keys is not the first start: a new key would only hide what is wrong.
diag::Result<seal::KeyRing> make_keys(const server::Settings& settings) {
    TRY(const store::StorePresence found, store::inspect(settings.store));
    if (found == store::StorePresence::present) {
        return key_missing(settings);
    }
    return settings.store.if_missing == store::IfMissing::make ? seal::KeyRing::create(settings.master_key)
                                                               : store::missing_store(settings.store);
}

} // namespace

bool may_exist(const fs::path& file) {
    std::error_code unreadable;
    return fs::exists(file, unreadable) || unreadable;
}

std::string command_node(std::string_view node) { return std::string(node) + "-cli"; }

tl::unexpected<diag::Error> key_missing(const server::Settings& settings) {
    const std::string store =
        settings.store.engine == store::Engine::sqlite ? settings.store.file.string() : "PostgreSQL";
    return diag::fail(diag::message::master_key_missing, {.file = settings.master_key.string()}, {store});
}

diag::Result<std::unique_ptr<Installation>> Installation::open(const server::Settings& settings,
                                                               Opener opener) {
    const bool has_keys = may_exist(settings.master_key);
    TRY(seal::KeyRing keys, has_keys ? seal::KeyRing::read(settings.master_key) : make_keys(settings));
    std::unique_ptr<Installation> installation(
        new Installation(settings, std::move(keys), {.key = !has_keys}));
    if (opener == Opener::command) {
        installation->settings_.store.node = command_node(installation->settings_.store.node);
    }
    installation->settings_.store.is_gateway = opener == Opener::service;
    TRY(installation->store_,
        store::Store::open(installation->settings_.store, installation->keys_, installation->clock_));
    installation->created_.store = installation->store_->is_new();
    return installation;
}

diag::Result<std::filesystem::path> mappings_folder(const std::filesystem::path& named) {
    return named.empty() ? definitions::find_data_file("mappings") : named;
}

} // namespace renkei::daemon
