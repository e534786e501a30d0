#include "gateway/network/outbox/outbox_admin.h"

#include "gateway/network/outbox/backlog.h"
#include "gateway/network/outbox/peer_state.h"
#include "gateway/network/outbox/sender.h"
#include "gateway/network/outbox/waiting_reason.h"
#include "generated/messages/exchange.h"
#include "generated/messages/store.h"

#include <algorithm>
#include <map>
#include <ranges>
#include <span>

namespace renkei::outbox {
namespace {

// A command: from which states it leads where.
struct Command {
    std::string_view interaction;
    Message refusal; // from another state
    std::span<const DeliveryState> from;
    DeliveryState to;
    DeliveryReason (*reason)(const Delivery& before); // why it is in that state then
};
constexpr DeliveryState retriable_states[] = {DeliveryState::dead, DeliveryState::cancelled,
                                              DeliveryState::waiting};
constexpr DeliveryState cancellable_states[] = {DeliveryState::waiting, DeliveryState::dead,
                                                DeliveryState::mailbox};

DeliveryReason by_the_operator(const Delivery&) { return diag::ReasonCode::by_the_operator; }
// What waits has failed for the same reason until it is tried again.
DeliveryReason of_retried(const Delivery& before) {
    return before.state == DeliveryState::waiting ? before.reason : retried_after(before);
}

constexpr Command retry{"delivery-retry", message::delivery_not_retried, retriable_states,
                        DeliveryState::waiting, of_retried};
constexpr Command cancel{"delivery-cancel", message::delivery_not_cancelled, cancellable_states,
                         DeliveryState::cancelled, by_the_operator};

audit::Event event_of(const Delivery& delivery, std::string_view interaction, base::Millis now) {
    return {.at = now,
            .action = audit::Action::update,
            .interaction = std::string(interaction),
            .about = delivery.peer,
            .request = delivery.id,
            .document = delivery.document,
            .version = delivery.version};
}

// "dead, cancelled, waiting"
std::string state_names(std::span<const DeliveryState> states) {
    std::string out;
    for (const DeliveryState state : states) {
        out += (out.empty() ? "" : ", ") + std::string(store::to_text(state));
    }
    return out;
}

diag::Result<Delivery> known(diag::Result<std::optional<Delivery>> found, std::string_view id) {
    TRY(std::optional<Delivery> row, std::move(found));
    if (!row) {
        return diag::fail(message::delivery_unknown, {}, {id});
    }
    return std::move(*row);
}

// Without this, a retried delivery would expire again at its first failure. Written once for each peer of a
// command.
diag::Result<void> restart_expiry_once(store::Transaction& transaction, const std::string& peer,
                                       base::Millis now) {
    TRY(const PeerState state, PeerState::read(transaction, peer, now));
    return state.expiry_start() < now ? restart_expiry(transaction, peer, now) : diag::Result<void>();
}

diag::Result<void> change(store::Transaction& transaction, Delivery& row, const Command& command,
                          base::Millis now) {
    if (command.to == DeliveryState::waiting) {
        row.due = now;
        if (row.state != DeliveryState::waiting) {
            TRY_VOID(restart_expiry_once(transaction, row.peer, now));
        }
    }
    if (row.state == DeliveryState::mailbox && !row.may_have_arrived()) {
        ++row.attempts; // it may have been fetched: its peer gets the withdrawal of the document
    }
    row.reason = command.reason(row);
    row.state = command.to;
    row.changed = now;
    TRY_VOID(transaction.update(row));
    return transaction.audit(event_of(row, command.interaction, now));
}

diag::Result<Delivery> change_one(store::Transaction& transaction, std::string_view id,
                                  const Command& command, base::Millis now) {
    TRY(Delivery row, known(transaction.delivery(id), id));
    if (std::ranges::find(command.from, row.state) == command.from.end()) {
        return diag::fail(command.refusal, {}, {store::to_text(row.state), state_names(command.from)});
    }
    TRY_VOID(change(transaction, row, command, now));
    // what belongs to it goes with it
    TRY(std::vector<Delivery> others, transaction.deliveries_with(row));
    for (Delivery& each : others) {
        if (std::ranges::find(command.from, each.state) != command.from.end()) {
            TRY_VOID(change(transaction, each, command, now));
        }
    }
    TRY_VOID(explain_waiting(transaction, {&row, 1}, now));
    return row;
}

diag::Result<Delivery> carry_out_command(store::Store& store, std::string_view id, const Command& command) {
    Delivery out;
    const diag::Result<void> written =
        store.write([&](store::Transaction& transaction) -> diag::Result<void> {
            TRY(out, change_one(transaction, id, command, store.clock().now()));
            return {};
        });
    return written ? diag::Result<Delivery>(std::move(out)) : tl::make_unexpected(written.error());
}

diag::Result<ChangedDeliveries> carry_out_command(store::Store& store, store::DeliveryQuery query,
                                                  const DeliveryFilter& is_wanted, const Command& command) {
    const base::Millis now = store.clock().now();
    std::map<std::string, DeliveryState> before; // by id: a job that runs again counts none twice
    const auto change_row = [&](store::Transaction& transaction,
                                Delivery row) -> diag::Result<std::optional<Delivery>> {
        before[row.id] = row.state;
        TRY_VOID(change(transaction, row, command, now));
        return row;
    };
    BulkChange walked;
    TRY_VOID(change_each(store, std::move(query), is_wanted, change_row, walked));
    const auto waited = std::ranges::count(before | std::views::values, DeliveryState::waiting);
    return ChangedDeliveries{.deliveries = before.size(), .waited = static_cast<std::size_t>(waited)};
}

using CountsByPeer = std::map<std::string, std::size_t>; // of deliveries that are due

// What is in the way of a peer's deliveries is asked once for all of them.
diag::Result<void> add_what_holds_them(const store::Snapshot& snapshot, const CountsByPeer& due,
                                       base::Millis now, ChangedDeliveries& out) {
    for (const auto& [id, count] : due) {
        TRY(const PeerState peer, PeerState::read(snapshot, id, now));
        out.held += peer.state() == PeerState::State::revoked ? count : 0;
        out.unreachable += peer.state() == PeerState::State::unreachable ? count : 0;
    }
    return {};
}

diag::Result<void> switch_to(store::Store& store, std::string_view value, std::string_view interaction) {
    return store.write([&](store::Transaction& transaction) -> diag::Result<void> {
        TRY_VOID(transaction.set(pause_setting, value));
        return transaction.audit({.at = store.clock().now(),
                                  .action = audit::Action::execute,
                                  .interaction = std::string(interaction)});
    });
}

} // namespace

diag::Result<std::vector<Delivery>> list_deliveries(const store::Store& store,
                                                    const store::DeliveryQuery& query) {
    return store.read_value<std::vector<Delivery>>(
        [&](const store::Snapshot& snapshot) -> diag::Result<std::vector<Delivery>> {
            TRY(std::vector<Delivery> out, snapshot.deliveries(query));
            TRY_VOID(explain_waiting(snapshot, out, store.clock().now()));
            return out;
        });
}

diag::Result<Delivery> show_delivery(const store::Store& store, std::string_view id) {
    return store.read_value<Delivery>([&](const store::Snapshot& snapshot) -> diag::Result<Delivery> {
        TRY(Delivery out, known(snapshot.delivery(id), id));
        TRY_VOID(explain_waiting(snapshot, {&out, 1}, store.clock().now()));
        return out;
    });
}

diag::Result<Delivery> retry_delivery(store::Store& store, std::string_view id) {
    return carry_out_command(store, id, retry);
}
diag::Result<Delivery> cancel_delivery(store::Store& store, std::string_view id) {
    return carry_out_command(store, id, cancel);
}

diag::Result<ChangedDeliveries> retry_all_for(store::Store& store, const std::string& peer) {
    const base::Millis now = store.clock().now();
    CountsByPeer all;
    std::size_t due = 0;
    const auto has_effect = [&](const Delivery& it) {
        const bool gains = it.state == DeliveryState::dead || it.due > now;
        due += gains ? 0 : 1;
        ++all[it.peer];
        return gains;
    };
    TRY(ChangedDeliveries out,
        carry_out_command(store, {.peer = peer, .states = {DeliveryState::dead, DeliveryState::waiting}},
                          has_effect, retry));
    out.due = due;
    TRY_VOID(store.read(
        [&](const store::Snapshot& snapshot) { return add_what_holds_them(snapshot, all, now, out); }));
    return out;
}

diag::Result<ChangedDeliveries> cancel_all_for(store::Store& store, const std::string& peer) {
    const auto all = [](const Delivery&) { return true; };
    return carry_out_command(
        store, {.peer = peer, .states = {std::begin(cancellable_states), std::end(cancellable_states)}}, all,
        cancel);
}

diag::Result<HeldDeliveries> held_for(const store::Store& store, const std::string& peer) {
    using Counts = std::map<DeliveryState, std::uint64_t>;
    TRY(Counts counts, store.read_value<Counts>(
                           [&](const store::Snapshot& snapshot) { return snapshot.delivery_counts(peer); }));
    return HeldDeliveries{.deliveries = counts[DeliveryState::waiting] + counts[DeliveryState::sending],
                          .mailbox = counts[DeliveryState::mailbox]};
}

diag::Result<void> pause_deliveries(store::Transaction& transaction) {
    return transaction.set(pause_setting, "yes");
}
diag::Result<void> pause_deliveries(store::Store& store) { return switch_to(store, "yes", "delivery-pause"); }
diag::Result<void> resume_deliveries(store::Store& store) { return switch_to(store, "", "delivery-resume"); }

diag::Result<bool> are_deliveries_paused(const store::Store& store) {
    TRY(const std::string value, store.read_value<std::string>([](const store::Snapshot& snapshot) {
        return snapshot.setting(pause_setting);
    }));
    return !value.empty();
}

} // namespace renkei::outbox
