#include "gateway/app/online/setup/peers.h"

#include "gateway/app/online/setup/notices.h"
#include "gateway/network/ledger/organisation_records.h"
#include "gateway/network/server/server_context.h"
#include "generated/messages/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <span>

namespace renkei::online {
namespace {

diag::Result<void> notify_gateway(store::Transaction& transaction) {
    TRY(const std::string before, transaction.setting(server::peers_generation));
    std::uint64_t number = 0;
    std::from_chars(before.data(), before.data() + before.size(), number); // nothing yet: 0
    return transaction.set(server::peers_generation, std::to_string(number + 1));
}

const policy::Peer* find(const std::vector<policy::Peer>& peers, std::string_view id) {
    const auto found = std::ranges::find(peers, id, &policy::Peer::id);
    return found == peers.end() ? nullptr : &*found;
}

// "a, b, c"; of many, the first ones.
std::string ids_of(const std::vector<policy::Peer>& peers) {
    constexpr std::size_t most = 20;
    std::vector<std::string_view> out;
    std::ranges::transform(std::span(peers).first(std::min(peers.size(), most)), std::back_inserter(out),
                           &policy::Peer::id);
    if (peers.size() > most) {
        out.emplace_back("…");
    }
    return out.empty() ? "-" : fmt::format("{}", fmt::join(out, ", "));
}

// A certificate identifies one peer, so no two peers may have the same.
diag::Result<void> bindings_are_free(const std::vector<policy::Peer>& peers, const policy::Peer& peer) {
    for (const policy::Peer& other : peers) {
        for (const policy::CertificateBinding& binding : peer.bindings) {
            if (other.id != peer.id && find_binding(other.bindings, binding) != other.bindings.end()) {
                return diag::fail(message::binding_taken, {}, {peer.id, other.id, as_options(binding)});
            }
        }
    }
    return {};
}

// All peers. No other transaction changes them until this one ends.
diag::Result<std::vector<policy::Peer>> own_peers(store::Transaction& transaction) {
    TRY_VOID(transaction.lock("peers.changed_by_one_at_a_time"));
    return transaction.peers();
}

diag::Result<void> put(store::Transaction& transaction, const PeerChange& change, audit::Event event) {
    TRY_VOID(policy::check(change.after));
    TRY_VOID(bindings_are_free(change.others, change.after));
    if (!change.is_change()) {
        return {};
    }
    TRY_VOID(transaction.put(change.after));
    TRY_VOID(notify_gateway(transaction));
    event.about = change.after.id;
    return transaction.audit(event);
}

using ChangeAll = std::function<diag::Result<void>(store::Transaction&, PeerChange&)>;

// The peer and the others as they are, changed in one transaction.
diag::Result<PeerChange> write(Installation& installation, const std::string& id, const ChangeAll& change) {
    PeerChange out;
    const diag::Result<void> written =
        installation.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
            out = {}; // the job may run again
            TRY(out.others, own_peers(transaction));
            if (const policy::Peer* const found = find(out.others, id)) {
                out.before = *found;
                std::erase(out.others, *out.before);
            }
            return change(transaction, out);
        });
    return written ? diag::Result<PeerChange>(std::move(out)) : tl::make_unexpected(written.error());
}

} // namespace

std::vector<policy::CertificateBinding>::const_iterator
find_binding(const std::vector<policy::CertificateBinding>& bindings,
             const policy::CertificateBinding& wanted) {
    return std::ranges::find_if(bindings, [&](const policy::CertificateBinding& each) {
        return policy::is_of_same_certificates(each, wanted);
    });
}

std::string as_options(const policy::CertificateBinding& binding) {
    const std::pair<std::string_view, const std::string&> options[] = {{"--key", binding.key_sha256},
                                                                       {"--issuer", binding.issuer},
                                                                       {"--subject", binding.subject},
                                                                       {"--san", binding.name}};
    std::string out;
    for (const auto& [option, value] : options) {
        const bool is_plain =
            value.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:./=_-") ==
            std::string::npos;
        out += value.empty() ? ""
                             : fmt::format("{}{} {}", out.empty() ? "" : " ", option,
                                           is_plain ? value : "'" + value + "'");
    }
    return out;
}

diag::Result<policy::Peer> find_peer(const store::Snapshot& snapshot, std::string_view id) {
    TRY(const std::vector<policy::Peer> peers, snapshot.peers());
    if (const policy::Peer* const found = find(peers, id)) {
        return *found;
    }
    return diag::fail(message::peer_unknown, {}, {id, ids_of(peers)});
}

diag::Result<policy::Peer> find_peer(const store::Store& store, std::string_view id) {
    return store.read_value<policy::Peer>(
        [&](const store::Snapshot& snapshot) { return find_peer(snapshot, id); });
}

diag::Result<std::vector<policy::Peer>> all_peers(const store::Store& store) {
    return store.read_value<std::vector<policy::Peer>>(
        [](const store::Snapshot& snapshot) { return snapshot.peers(); });
}

ExitCode warn_if_unknown(const store::Store& store, const std::string& peer, Language language) {
    const auto found = peer.empty() ? policy::Peer() : find_peer(store, peer);
    if (found) {
        return ExitCode::clean;
    }
    if (found.error().message != message::peer_unknown) {
        return print_failure(found.error(), language);
    }
    diag::Finding unknown = found.error();
    unknown.severity = diag::Severity::warning;
    return print_notices(notice(unknown, language));
}

diag::Result<PeerChange> put_peer(Installation& installation, const std::string& id, Replace replace,
                                  const MakePeer& make) {
    return write(
        installation, id, [&](store::Transaction& transaction, PeerChange& change) -> diag::Result<void> {
            const bool is_there = change.before.has_value();
            if (is_there && replace == Replace::no) {
                return diag::fail(message::peer_exists, {}, {id});
            }
            TRY(change.after, make(is_there ? &*change.before : nullptr));
            const auto action = is_there ? audit::Action::update : audit::Action::create;
            return put(transaction, change,
                       operator_event(installation.clock(), is_there ? "peer-replace" : "peer-add", action));
        });
}

diag::Result<PeerChange> change_peer(Installation& installation, const std::string& id,
                                     std::string_view interaction, const ChangePeer& change) {
    return write(
        installation, id, [&](store::Transaction& transaction, PeerChange& it) -> diag::Result<void> {
            TRY(it.after, find_peer(transaction, id));
            TRY_VOID(change(it.after, transaction));
            return put(transaction, it,
                       operator_event(installation.clock(), std::string(interaction), audit::Action::update));
        });
}

diag::Result<void> remove_peer(Installation& installation, const std::string& id) {
    return installation.store().write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(own_peers(transaction));
        TRY(const policy::Peer peer, find_peer(transaction, id));
        TRY_VOID(transaction.remove_peer(peer.id));
        TRY_VOID(notify_gateway(transaction));
        audit::Event event = operator_event(installation.clock(), "peer-remove", audit::Action::remove);
        event.about = peer.id;
        return transaction.audit(event);
    });
}

diag::Result<std::optional<policy::Peer>> find_office(const store::Store& store,
                                                      const policy::Number& number) {
    TRY(const std::vector<policy::Peer> peers, all_peers(store));
    const policy::Peer* const found = ledger::peer_with(peers, number);
    return found == nullptr ? std::nullopt : std::optional(*found);
}

} // namespace renkei::online
