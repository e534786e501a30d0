#include "gateway/network/store/deliveries/closed_deliveries.h"

#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/rows/uuid_bytes.h"

#include <fmt/format.h>

#include <limits>
#include <utility>

namespace renkei::store {
namespace {

constexpr Millis a_day = 24 * 60 * 60 * 1000; // no decision holds for longer
constexpr std::string_view changes_setting = "person_records.changed_by_one_at_a_time";

// Of all that stand in mailboxes, whether or not they are closed: who decides at this moment must notice.
diag::Result<void> open(Session& session, std::string_view which, Connection::Values values) {
    return session.sql.send(fmt::format("UPDATE delivery SET closed_until = 0, changes = changes + 1 WHERE "
                                        "state = 'mailbox'{}",
                                        which),
                            values);
}

} // namespace

diag::Result<bool> has_run_out(const Snapshot& snapshot, std::string_view peer, Millis at) {
    bool out = false;
    for (const auto& [from, to] :
         {std::pair<Millis, Millis>(1, at), std::pair(at + a_day + 1, std::numeric_limits<Millis>::max())}) {
        TRY_VOID(snapshot.session().sql.run(
            "SELECT 1 FROM delivery WHERE peer = $1 AND state = 'mailbox' AND closed_until BETWEEN $2 AND $3 "
            "LIMIT 1",
            {peer, from, to}, [&](const SqlRow&) { out = true; }));
    }
    return out;
}

diag::Result<std::string> record_changes(const Snapshot& snapshot) {
    return snapshot.setting(changes_setting);
}

diag::Result<bool> close(Transaction& transaction, const policy::Peer& peer, std::string_view record_changes,
                         std::span<const ClosedDelivery> decided) {
    Session& session = transaction.session();
    TRY(const std::string changes, lock_record_changes(session)); // as the peer's entry is
    TRY_VOID(session.sql.run(
        fmt::format("SELECT 1 FROM peer WHERE id = $1{}", session.sql.dialect().for_update), {peer.id}));
    TRY(const std::optional<policy::Peer> stored, transaction.peer(peer.id));
    if (changes != record_changes || stored != peer) {
        return false;
    }
    for (const ClosedDelivery& each : decided) {
        TRY_VOID(session.sql.send("UPDATE delivery SET closed_until = $1 WHERE id = $2 AND changes = $3 AND "
                                  "state = 'mailbox'",
                                  {each.until, Bytes{uuid_bytes(each.id).value_or("")}, each.changes}));
    }
    return true;
}

diag::Result<std::string> lock_record_changes(Session& session) {
    std::string out;
    TRY_VOID(session.sql.run("INSERT INTO setting (name, value) VALUES ($1, '') ON CONFLICT (name) DO UPDATE "
                             "SET value = setting.value RETURNING value",
                             {changes_setting}, [&](const SqlRow& row) { out = row.text(0); }));
    return out;
}

diag::Result<void> invalidate_closed(Transaction& transaction) { return open(transaction.session(), "", {}); }

diag::Result<void> invalidate_closed_for_peer(Session& session, std::string_view peer) {
    return open(session, " AND peer = $1", {{peer}});
}

diag::Result<void> invalidate_closed_about_document(Session& session, std::string_view document) {
    return open(session, " AND document = $1", {{Bytes{document}}});
}

diag::Result<void> invalidate_closed_about_person(Session& session, const Hash& person) {
    return open(session,
                " AND document IN (WITH RECURSIVE same (person) AS (VALUES ($1) UNION SELECT l.other FROM "
                "person_link l JOIN same ON l.person = same.person) SELECT p.document FROM same JOIN "
                "person_party p ON p.person = same.person)",
                {{person}});
}

diag::Result<void> invalidate_closed_about_new_insured(Session& session, const Hash& person) {
    return open(session,
                " AND NOT EXISTS (SELECT 1 FROM insured_person WHERE person = $1) AND document IN (SELECT "
                "document FROM person_party WHERE person = $2)",
                {{person, person}});
}

diag::Result<void> count_record_change(Session& session) {
    return session.sql.send(
        "INSERT INTO setting (name, value) VALUES ($1, '1') ON CONFLICT (name) DO UPDATE SET value = "
        "CAST(CASE setting.value WHEN '' THEN 0 ELSE CAST(setting.value AS BIGINT) END + 1 AS TEXT)",
        {changes_setting});
}

} // namespace renkei::store
