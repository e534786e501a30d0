// Retention: deletes old rows that are no longer needed, a bounded number at a time.
#include "gateway/network/store/audit/audit_access.h"
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/drafts/drafts.h"
#include "gateway/network/store/persons/person_rows.h"
#include "gateway/network/store/persons/record_rows.h"
#include "gateway/network/store/rows/transaction.h"

#include <fmt/format.h>

namespace renkei::store {
namespace {

// Versions are looked up by version_old, which holds no current ones: a question must say so for the
// databases to see it.
constexpr int max_rows = 500; // of each kind, so that a commit stays short

struct OldVersion {
    std::string document;
    std::int64_t number = 0;
};

// Of a version v: a later one follows, also on a withdrawal.
constexpr std::string_view is_followed =
    "EXISTS (SELECT 1 FROM document n WHERE n.id = v.document AND n.newest > v.number)";

diag::Result<std::vector<OldVersion>> old_versions(Connection& sql, std::string_view condition,
                                                   Millis before) {
    return read_all<OldVersion>(sql,
                                fmt::format("SELECT v.document, v.number FROM version v WHERE v.status IN "
                                            "('superseded', 'withdrawn') AND v.created < $1 "
                                            "AND {} LIMIT $2",
                                            condition),
                                {{before, max_rows}}, [](const SqlRow& row) -> diag::Result<OldVersion> {
                                    return OldVersion{row.text(0), row.integer(1)};
                                });
}

// A finished delivery w that a later one makes redundant: nothing arrived, or its peer received a later
// version. The others are needed: for the receivers of a withdrawal, and for dead deliveries that an operator
// must decide on.
// || '': looked up by the document, not by the peer, which may have been delivered very many
constexpr std::string_view redundant_delivery =
    "w.changed < $1 AND ((w.state = 'cancelled' AND w.attempts <= w.certain_failures) OR (w.state IN "
    "('delivered', "
    "'dead', 'cancelled') AND EXISTS (SELECT 1 FROM delivery l "
    "WHERE l.document = w.document AND l.peer || '' = w.peer AND l.version > w.version AND l.state = "
    "'delivered')))";

// Those of superseded versions.
diag::Result<std::uint64_t> delete_superseded_deliveries(Connection& sql, Millis before) {
    return sql.run(fmt::format("DELETE FROM delivery WHERE id IN (SELECT w.id FROM version v CROSS JOIN "
                               "delivery w WHERE v.status IN ('superseded', 'withdrawn') "
                               "AND v.created < $1 AND {} AND w.document = v.document "
                               "AND w.version = v.number AND {} LIMIT $2)",
                               is_followed, redundant_delivery),
                   {before, max_rows});
}

// Whom a version named is known as long as deliveries of it are.
diag::Result<void> drop_parties(Connection& sql, std::string_view document, std::int64_t number) {
    return sql.send("DELETE FROM party WHERE document = $1 AND number = $2 AND NOT EXISTS (SELECT 1 FROM "
                    "delivery d WHERE d.document = party.document AND "
                    "d.version = party.number)",
                    {Bytes{document}, number});
}

// Deletes the deliveries of versions that were dropped before, with all else that was left of these.
diag::Result<std::uint64_t> delete_deliveries_of_deleted_versions(Connection& sql, Millis before) {
    struct Left {
        std::string id;
        OldVersion version;
    };
    TRY(const std::vector<Left> old,
        read_all<Left>(
            sql,
            fmt::format(
                "SELECT w.id, w.document, w.version FROM delivery w WHERE w.version_gone = 1 AND {} LIMIT $2",
                redundant_delivery),
            {{before, max_rows}}, [](const SqlRow& row) -> diag::Result<Left> {
                return Left{row.text(0), {row.text(1), row.integer(2)}};
            }));
    for (const Left& it : old) {
        TRY_VOID(sql.send("DELETE FROM delivery WHERE id = $1", {Bytes{it.id}}));
        TRY_VOID(drop_parties(sql, it.version.document, it.version.number));
    }
    return old.size();
}

// Superseded ones that no delivery may still want. A dead delivery may be sent again, unless its version was
// withdrawn. Whom they named stays with their deliveries: only their receivers are notified of a withdrawal.
diag::Result<std::uint64_t> drop_versions(Connection& sql, Millis before) {
    TRY(const std::vector<OldVersion> old,
        old_versions(
            sql,
            fmt::format(
                "{} AND NOT EXISTS (SELECT 1 FROM delivery w JOIN document d ON "
                "d.id = w.document WHERE w.document = v.document AND "
                "w.version = v.number AND (w.state IN ('waiting', 'sending', 'mailbox') OR (w.state = "
                "'dead' AND w.version > d.withdrawn AND w.withdraws = 0)))",
                is_followed),
            before));
    for (const OldVersion& it : old) {
        TRY_VOID(sql.send("DELETE FROM body WHERE document = $1 AND number = $2",
                          {Bytes{it.document}, it.number}));
        TRY_VOID(drop_persons(sql, it.document, it.number));
        TRY_VOID(drop_parties(sql, it.document, it.number));
        TRY_VOID(sql.send("UPDATE delivery SET version_gone = 1 WHERE document = $1 AND version = $2",
                          {Bytes{it.document}, it.number}));
        TRY_VOID(sql.send("DELETE FROM version WHERE document = $1 AND number = $2",
                          {Bytes{it.document}, it.number}));
    }
    return old.size();
}

// Documents of which only the withdrawal is left, which was delivered to all receivers or cancelled by an
// operator.
diag::Result<std::uint64_t> drop_documents(Connection& sql, Millis before) {
    TRY(const std::vector<OldVersion> old,
        old_versions(sql,
                     "v.status = 'withdrawn' AND NOT EXISTS (SELECT 1 FROM version o WHERE o.document = "
                     "v.document AND o.number <> v.number) AND NOT "
                     "EXISTS (SELECT 1 FROM delivery w WHERE w.document = v.document AND (w.state IN "
                     "('waiting', 'sending', 'mailbox') OR (w.state = 'dead' AND "
                     "(w.withdraws = 1 OR w.version = v.number))))",
                     before));
    for (const OldVersion& it : old) {
        TRY_VOID(sql.send(
            "DELETE FROM delivery WHERE document = $1 AND state IN ('delivered', 'dead', 'cancelled')",
            {Bytes{it.document}}));
        TRY_VOID(drop_persons(sql, it.document, it.number));
        for (const std::string_view table : {"keyed_request", "party", "document_name", "version"}) {
            TRY_VOID(
                sql.send(fmt::format("DELETE FROM {} WHERE document = $1", table), {Bytes{it.document}}));
        }
        TRY_VOID(sql.send("DELETE FROM document WHERE id = $1", {Bytes{it.document}}));
    }
    return old.size();
}

// Requests that were withdrawn and will not arrive any more.
diag::Result<std::uint64_t> drop_expected(Connection& sql, Millis now) {
    return sql.run("DELETE FROM keyed_request WHERE (peer, request, part) IN (SELECT peer, request, part "
                   "FROM keyed_request WHERE document IS NULL AND until <= $1 LIMIT $2)",
                   {now, max_rows});
}

} // namespace

diag::Result<std::uint64_t> Transaction::retain(Millis before) {
    Connection& sql = session_->sql;
    TRY(const std::uint64_t answers, sql.run("DELETE FROM answer WHERE (peer, request) IN (SELECT peer, "
                                             "request FROM answer WHERE until <= $1 LIMIT $2)",
                                             {session_->shared.clock->now(), max_rows}));
    TRY(const std::uint64_t requests, drop_expected(sql, session_->shared.clock->now()));
    TRY(const std::uint64_t accesses,
        drop_old_accesses(sql, session_->shared.clock->now() - accesses_kept, max_rows));
    TRY(const std::uint64_t drafts, drop_old_drafts(sql, session_->shared.clock->now(), max_rows));
    TRY(const std::uint64_t records, drop_spent_records(sql, before, max_rows));
    TRY(const std::uint64_t deliveries, delete_superseded_deliveries(sql, before));
    TRY(const std::uint64_t versions, drop_versions(sql, before));
    TRY(const std::uint64_t documents, drop_documents(sql, before));
    const std::uint64_t gone =
        answers + requests + accesses + drafts + records + deliveries + versions + documents;
    // last: it looks at all that are left of versions that are gone
    return gone > 0 ? gone : delete_deliveries_of_deleted_versions(sql, before);
}

} // namespace renkei::store
