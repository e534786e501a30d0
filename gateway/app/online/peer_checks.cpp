#include "gateway/app/online/peer_checks.h"

#include "gateway/app/online/peer_changes.h"
#include "gateway/network/folders/folder_intake.h"
#include "gateway/network/store/inspect.h"

#include <optional>

namespace renkei::online {

Notices check_peers(const server::Settings& settings, Language language) {
    Notices out;
    if (store::inspect(settings.store).value_or(store::StorePresence::absent) ==
        store::StorePresence::absent) {
        return out;
    }
    const diag::Result<std::vector<policy::Peer>> peers = store::read_stored_peers(settings.store);
    if (!peers) {
        return out; // reported by the check of the whole store
    }
    for (const policy::Peer& peer : *peers) {
        out.add(notices_of_check_digits(peer, language));
    }
    for (const server::FolderSetting& one : settings.folders) {
        if (std::optional<diag::Finding> shut = folders::disabled_reason(*peers, one.peer)) {
            // the gateway serves, and takes the files when the peer is entered
            shut->severity = diag::Severity::warning;
            shut->where.file = one.folder.string();
            out.add(notice(*shut, language));
        }
    }
    return out;
}

} // namespace renkei::online
