#include "gateway/cli/peers.h"

#include "gateway/server/gateway.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace renkei::cli {
namespace {

using diag::Message;

diag::Result<void> tell_the_gateway(store::Transaction& transaction) {
    TRY(const std::string before, transaction.setting(server::peers_generation));
    std::uint64_t number = 0;
    std::from_chars(before.data(), before.data() + before.size(), number); // nothing yet: 0
    return transaction.set(server::peers_generation, std::to_string(number + 1));
}

diag::Result<void> put(store::Transaction& transaction, const policy::Peer& peer, audit::Event event) {
    TRY_VOID(policy::check(peer));
    TRY_VOID(transaction.put(peer));
    TRY_VOID(tell_the_gateway(transaction));
    event.peer = peer.id;
    return transaction.audit(event);
}

const policy::Peer* find(const std::vector<policy::Peer>& peers, std::string_view id) {
    const auto found = std::ranges::find(peers, id, &policy::Peer::id);
    return found == peers.end() ? nullptr : &*found;
}

// A certificate says who somebody is, so no two peers may have the same.
diag::Result<void> bindings_are_free(const std::vector<policy::Peer>& peers, const policy::Peer& peer) {
    for (const policy::Peer& other : peers) {
        for (const policy::Binding& binding : peer.bindings) {
            if (other.id != peer.id && std::ranges::find(other.bindings, binding) != other.bindings.end()) {
                return diag::fail(Message::peer_wrong, {}, {peer.id, "bindings", other.id});
            }
        }
    }
    return {};
}

} // namespace

diag::Result<policy::Peer> find_peer(const store::Snapshot& snapshot, std::string_view id) {
    TRY(const std::vector<policy::Peer> peers, snapshot.peers());
    if (const policy::Peer* const found = find(peers, id)) {
        return *found;
    }
    std::vector<std::string_view> ids;
    std::ranges::transform(peers, std::back_inserter(ids), &policy::Peer::id);
    return diag::fail(Message::peer_unknown, {}, {std::string(id), fmt::format("{}", fmt::join(ids, ", "))});
}

diag::Result<void> put_peer(Site& site, const policy::Peer& peer, Replace replace) {
    return site.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(const std::vector<policy::Peer> peers, transaction.peers());
        const bool is_there = find(peers, peer.id) != nullptr;
        if (is_there && replace == Replace::no) {
            return diag::fail(Message::peer_exists, {}, {peer.id});
        }
        TRY_VOID(bindings_are_free(peers, peer));
        return put(transaction, peer, operator_event(site.clock(), is_there ? "peer-replace" : "peer-add", is_there ? audit::Action::update : audit::Action::create));
    });
}

diag::Result<void> change_peer(Site& site, const std::string& id, std::string_view interaction, const ChangePeer& change) {
    return site.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY(policy::Peer peer, find_peer(transaction, id));
        TRY_VOID(change(peer, transaction));
        TRY(const std::vector<policy::Peer> peers, transaction.peers());
        TRY_VOID(bindings_are_free(peers, peer));
        return put(transaction, peer, operator_event(site.clock(), std::string(interaction), audit::Action::update));
    });
}

} // namespace renkei::cli
