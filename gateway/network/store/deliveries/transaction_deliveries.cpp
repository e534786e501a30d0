// The outbox. Deliveries of one peer and one order stand in a line; the table `line` holds who stands in
// front of each, so that claiming looks at fronts only, however long the lines are.
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/rows/stored_reason.h"
#include "gateway/network/store/rows/transaction.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::store {
namespace {

bool is_unfinished(DeliveryState state) {
    return state == DeliveryState::waiting || state == DeliveryState::sending;
}

tl::unexpected<diag::Error> unknown(std::string_view id) {
    return diag::fail(message::delivery_unknown, {}, {id});
}

// The front of a line that has one unfinished delivery more. An earlier one takes its place, unless it is
// under way.
diag::Result<void> queue_up(const Session& session, const Delivery& delivery, std::string_view id) {
    const bool sending = delivery.state == DeliveryState::sending;
    return session.sql.send(
        "INSERT INTO line (peer, line, delivery, created, sending, due) VALUES ($1, $2, $3, $4, $5, $6) ON "
        "CONFLICT (peer, line) DO "
        "UPDATE SET delivery = excluded.delivery, created = excluded.created, sending = excluded.sending, "
        "due = excluded.due WHERE "
        "line.sending = 0 AND (excluded.created, excluded.delivery) < (line.created, line.delivery)",
        {delivery.peer, delivery.order, Bytes{id}, delivery.created, sending,
         sending ? delivery.lease : delivery.due});
}

struct Front {
    std::string delivery;
    Millis created = 0;
    bool sending = false;
    Millis due = 0;
};

Front front_of(const SqlRow& row) {
    const bool sending = row.view(2) == to_text(DeliveryState::sending);
    return {row.text(0), row.integer(1), sending, row.integer(sending ? 4 : 3)};
}

// The head of the queue: the delivery under way, else the earliest.
diag::Result<std::optional<Front>> find_front(const Session& session, std::string_view peer, const Hash& line,
                                              std::string_view before) {
    std::optional<Front> out;
    const auto take = [&](const SqlRow& row) { out = front_of(row); };
    TRY_VOID(session.sql.run(
        "SELECT id, created, state, due, lease FROM delivery WHERE id = $1 AND state = 'sending'",
        {Bytes{before}}, take));
    if (!out) {
        TRY_VOID(session.sql.run("SELECT id, created, state, due, lease FROM delivery WHERE peer = $1 AND "
                                 "line = $2 AND state IN ('waiting', 'sending') "
                                 "ORDER BY created, id LIMIT 1",
                                 {peer, line}, take));
    }
    return out;
}

// After a delivery has changed. The row of the line is locked first, so that no delivery is added meanwhile
// and overlooked.
diag::Result<void> move_up(const Session& session, const Delivery& delivery, std::string_view id) {
    if (is_unfinished(delivery.state)) {
        TRY_VOID(queue_up(session, delivery, id)); // it may have left the line before
    }
    std::optional<std::string> before;
    TRY_VOID(session.sql.run(fmt::format("SELECT delivery FROM line WHERE peer = $1 AND line = $2{}",
                                         session.sql.dialect().for_update),
                             {delivery.peer, delivery.order},
                             [&](const SqlRow& row) { before = row.text(0); }));
    if (!before) {
        return {};
    }
    TRY(const std::optional<Front> front, find_front(session, delivery.peer, delivery.order, *before));
    if (!front) {
        return session.sql.send("DELETE FROM line WHERE peer = $1 AND line = $2",
                                {delivery.peer, delivery.order});
    }
    return session.sql.send(
        "UPDATE line SET delivery = $1, created = $2, sending = $3, due = $4 WHERE peer = $5 AND line = $6",
        {Bytes{front->delivery}, front->created, front->sending, front->due, delivery.peer, delivery.order});
}

diag::Result<std::vector<std::string>> peers_with_lines(const Session& session) {
    std::vector<std::string> out;
    for (std::string last;;) {
        bool found = false;
        TRY_VOID(session.sql.run("SELECT peer FROM line WHERE peer > $1 ORDER BY peer LIMIT 1", {last},
                                 [&](const SqlRow& row) {
                                     found = true;
                                     last = row.text(0);
                                 }));
        if (!found) {
            return out;
        }
        out.push_back(last);
    }
}

// Front deliveries that are due, the longest due first.
diag::Result<std::vector<std::string>> due_of(const Session& session, std::string_view peer, Millis now,
                                              std::uint32_t limit) {
    std::vector<std::string> out;
    TRY_VOID(session.sql.run(
        fmt::format("SELECT delivery FROM line WHERE peer = $1 AND due <= $2 ORDER BY due LIMIT $3{}",
                    session.sql.dialect().skip_locked),
        {peer, now, limit}, [&](const SqlRow& row) { out.push_back(row.text(0)); }));
    return out;
}

// One of each peer, then another of each, until there are enough.
std::vector<std::string> in_turn(const std::vector<std::vector<std::string>>& due, std::uint32_t limit) {
    std::vector<std::string> out;
    for (std::size_t round = 0; round < limit && out.size() < limit; ++round) {
        for (const std::vector<std::string>& of_peer : due) {
            if (round < of_peer.size() && out.size() < limit) {
                out.push_back(of_peer[round]);
            }
        }
    }
    return out;
}

// A node whose lease expired may have sent it: that counts as an attempt, to be safe.
constexpr std::string_view taking =
    "UPDATE delivery SET attempts = attempts + CASE WHEN state = 'sending' THEN 1 ELSE 0 END, state = "
    "'sending', node = $1, lease = $2, changed = $3 WHERE ";

diag::Result<std::optional<Delivery>> take(const Session& session, std::string_view id, Millis now,
                                           Millis until) {
    const std::string& node = session.shared.settings.node;
    TRY(std::vector<Delivery> taken,
        read_all<Delivery>(session.sql, fmt::format("{}id = $4 RETURNING {}", taking, delivery_columns),
                           {{node, until, now, Bytes{id}}}, read_delivery));
    if (taken.empty()) {
        return std::nullopt;
    }
    const Delivery& it = taken.front();
    if (it.together) { // what goes with it stands behind it in the line
        TRY_VOID(session.sql.send(fmt::format("{}peer = $4 AND line = $5 AND together = $6 AND id <> $7 AND "
                                              "state IN ('waiting', 'sending')",
                                              taking),
                                  {node, until, now, it.peer, it.order, *it.together, Bytes{id}}));
    }
    TRY_VOID(session.sql.send("UPDATE line SET sending = 1, due = $1 WHERE peer = $2 AND line = $3",
                              {until, it.peer, it.order}));
    return first_of(std::move(taken));
}

} // namespace

diag::Result<std::optional<Delivery>> Transaction::delivery(std::string_view id) const {
    if (const auto bytes = uuid_bytes(id); bytes && !session_->sql.dialect().for_update.empty()) {
        TRY_VOID(session_->sql.send(
            fmt::format("SELECT 1 FROM delivery WHERE id = $1{}", session_->sql.dialect().for_update),
            {Bytes{*bytes}}));
    }
    return Snapshot::delivery(id);
}

diag::Result<void> Transaction::add(const Delivery& delivery) {
    const auto id = uuid_bytes(delivery.id);
    const auto document = uuid_bytes(delivery.document);
    if (!id || !document) {
        return unknown(delivery.id);
    }
    TRY_VOID(session_->sql.send(
        "INSERT INTO delivery (id, document, version, peer, line, state, attempts, created, due, changed, "
        "reason, answer, node, lease, certain_failures, "
        "withdraws, reason_arguments, file_sha, together) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
        "$11, "
        "$12, $13, $14, $15, $16, $17, $18, $19)",
        {Bytes{*id}, Bytes{*document}, delivery.version, delivery.peer, delivery.order,
         to_text(delivery.state), delivery.attempts, delivery.created, delivery.due, delivery.changed,
         delivery.reason.code(), delivery.remote_location, delivery.node, delivery.lease,
         delivery.certain_failures, delivery.withdraws, arguments_json(delivery.reason),
         or_null(delivery.file_sha), or_null(delivery.together)}));
    return is_unfinished(delivery.state) ? queue_up(*session_, delivery, *id) : diag::Result<void>();
}

diag::Result<void> Transaction::update(const Delivery& delivery) {
    const auto id = uuid_bytes(delivery.id);
    if (!id) {
        return unknown(delivery.id);
    }
    // it may come back into a mailbox; what a delivery is (document, version, peer, order, together,
    // withdraws, created) does not change
    TRY(const std::uint64_t met,
        session_->sql.run("UPDATE delivery SET state = $1, attempts = $2, due = $3, changed = $4, reason = "
                          "$5, answer = $6, node = $7, lease = $8, certain_failures = $9, reason_arguments = "
                          "$10, file_sha = $11, closed_until = 0, changes = changes + 1 WHERE "
                          "id = $12",
                          {to_text(delivery.state), delivery.attempts, delivery.due, delivery.changed,
                           delivery.reason.code(), delivery.remote_location, delivery.node, delivery.lease,
                           delivery.certain_failures, arguments_json(delivery.reason),
                           or_null(delivery.file_sha), Bytes{*id}}));
    return met == 0 ? unknown(delivery.id) : move_up(*session_, delivery, *id);
}

diag::Result<std::vector<Delivery>> Transaction::claim(Millis now, Millis until, std::uint32_t limit,
                                                       const std::vector<std::string>& busy) {
    TRY(const std::vector<std::string> peers, peers_with_lines(*session_));
    std::vector<std::vector<std::string>> due;
    for (const std::string& peer : peers) {
        if (std::ranges::find(busy, peer) == busy.end()) {
            TRY(due.emplace_back(), due_of(*session_, peer, now, limit));
        }
    }
    std::vector<Delivery> out;
    for (const std::string& id : in_turn(due, limit)) {
        TRY(std::optional<Delivery> taken, take(*session_, id, now, until));
        if (taken) {
            out.push_back(std::move(*taken));
        }
    }
    return out;
}

} // namespace renkei::store
