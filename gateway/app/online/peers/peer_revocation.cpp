#include "gateway/app/online/peers/peer_changes.h"
#include "gateway/app/online/setup/notices.h"
#include "gateway/app/online/setup/peers.h"
#include "gateway/network/outbox/backlog.h"
#include "gateway/network/outbox/outbox_admin.h"
#include "gateway/network/outbox/peer_state.h"
#include "generated/messages/policy.h"
#include "generated/texts/online.h"

#include <span>
#include <utility>

namespace renkei::online {
namespace {

diag::Result<outbox::HeldDeliveries> revoke_entry(Installation& installation, const std::string& id) {
    const auto set = [](policy::Peer& peer, store::Transaction&) -> diag::Result<void> {
        peer.revoked = true;
        return {};
    };
    TRY_VOID(change_peer(installation, id, "peer-revoke", set));
    return outbox::held_for(installation.store(), id);
}

// Everything that was held is due at once, and has all its time before it.
diag::Result<outbox::HeldDeliveries> lift_revocation(Installation& installation, const std::string& id) {
    const auto lift = [&](policy::Peer& peer, store::Transaction& transaction) -> diag::Result<void> {
        const bool was_revoked = std::exchange(peer.revoked, false);
        return was_revoked ? outbox::restart_expiry(transaction, id, installation.clock().now())
                           : diag::Result<void>();
    };
    TRY_VOID(change_peer(installation, id, "peer-readmit", lift));
    TRY_VOID(outbox::make_due_now(installation.store(), id, installation.clock().now()));
    return outbox::held_for(installation.store(), id);
}

// Is the peer that is in use revoked already? Then the advice to revoke it is useless.
bool is_kept_revoked(Installation& installation, const std::string& id, const diag::Error& error) {
    if (error.message != diag::message::peer_in_use) {
        return false;
    }
    const auto peer = find_peer(installation.store(), id);
    return peer && peer->revoked;
}

ExitCode print_kept_revoked(const diag::Error& error, Language language) {
    const std::vector<std::string>& args = error.args; // of peer_in_use
    print_error(notice(diag::Severity::error, peer_kept_text, language, args[0], args[1], args[2]).lines);
    return ExitCode::refused;
}

} // namespace

ExitResult revoke_peer(Installation& installation, const std::string& id, Revocation revocation,
                       Language language) {
    TRY(const outbox::HeldDeliveries held,
        revocation == Revocation::lift ? lift_revocation(installation, id) : revoke_entry(installation, id));
    const bool is_paused = outbox::are_deliveries_paused(installation.store()).value_or(false);
    const Text& text = revocation == Revocation::set ? peer_revoked_text
                       : is_paused                   ? lifted_while_paused_text
                                                     : lifted_text;
    print(text, language, id, held.deliveries, held.mailbox);
    return ExitCode::clean;
}

ExitResult remove_unused_peer(Installation& installation, const std::string& id, Language language) {
    if (const diag::Result<void> removed = remove_peer(installation, id); !removed) {
        if (is_kept_revoked(installation, id, removed.error())) {
            return print_kept_revoked(removed.error(), language);
        }
        return tl::make_unexpected(removed.error());
    }
    print(diag::sentence(diag::message::peer_removed, std::span(&id, 1), language) + "\n");
    return ExitCode::clean;
}

} // namespace renkei::online
