// Requests by their Idempotency-Key: which versions they brought, and which were withdrawn before they
// arrived.
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/rows/transaction.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "generated/messages/store.h"

#include <algorithm>

namespace renkei::store {
namespace {

// A part that another transaction has written meanwhile is a conflict: the job runs again and sees it.
diag::Result<void> insert(const Session& session, std::string_view peer, const Hash& request,
                          std::size_t part, const RequestVersion& version) {
    const auto document = uuid_bytes(version.document);
    if (!document) {
        return diag::fail(diag::message::store_conflict, {}, {version.document});
    }
    return session.sql.send("INSERT INTO keyed_request (peer, request, part, document, number, until) VALUES "
                            "($1, $2, $3, $4, $5, 0)",
                            {peer, request, part, Bytes{*document}, version.number});
}

} // namespace

constexpr std::string_view versions_of_request =
    "SELECT document, number FROM keyed_request WHERE peer = $1 AND request = $2 ORDER BY part";
void Transaction::prefetch_request_versions(std::string_view peer, const Hash& request) const {
    session_->sql.prefetch(versions_of_request, {peer, request});
}

diag::Result<std::vector<RequestVersion>> Snapshot::request_versions(std::string_view peer,
                                                                     const Hash& request) const {
    std::vector<RequestVersion> out;
    const auto take = [&](const SqlRow& row) {
        out.push_back({row.is_null(0) ? std::string() : uuid_text(row.view(0)),
                       static_cast<std::uint32_t>(row.integer(1))});
    };
    TRY_VOID(session_->sql.run(versions_of_request, {peer, request}, take));
    return out;
}

diag::Result<bool> Snapshot::is_named_by_request(std::string_view peer, std::string_view document,
                                                 std::uint32_t number) const {
    const auto id = uuid_bytes(document);
    bool out = false;
    if (id) {
        TRY_VOID(session_->sql.run(
            "SELECT 1 FROM keyed_request WHERE document = $1 AND number = $2 AND peer = $3 LIMIT 1",
            {Bytes{*id}, number, peer}, [&](const SqlRow&) { out = true; }));
    }
    return out;
}

diag::Result<std::uint64_t> Snapshot::early_withdrawals(std::string_view peer) const {
    std::uint64_t out = 0;
    TRY_VOID(session_->sql.run("SELECT count(*) FROM keyed_request WHERE peer = $1 AND document IS NULL",
                               {peer},
                               [&](const SqlRow& row) { out = static_cast<std::uint64_t>(row.integer(0)); }));
    return out;
}

diag::Result<void> Transaction::record_request(std::string_view peer, const Hash& request,
                                               std::vector<RequestVersion> known,
                                               const std::vector<RequestVersion>& versions) {
    if (std::erase_if(known, [](const RequestVersion& each) { return each.is_withdrawn_early(); }) > 0) {
        TRY_VOID(session_->sql.send(
            "DELETE FROM keyed_request WHERE peer = $1 AND request = $2 AND document IS NULL",
            {peer, request}));
    }
    const auto has = [&](const RequestVersion& version) {
        return std::ranges::any_of(known, [&](const RequestVersion& each) {
            return each.document == version.document && each.number == version.number;
        });
    };
    for (const RequestVersion& version : versions) {
        if (!has(version)) {
            TRY_VOID(insert(*session_, peer, request, known.size(), version));
            known.push_back(version);
        }
    }
    return {};
}

diag::Result<void> Transaction::record_early_withdrawal(std::string_view peer, const Hash& request,
                                                        Millis until) {
    return session_->sql.send(
        "INSERT INTO keyed_request (peer, request, part, document, number, until) VALUES ($1, $2, 0, "
        "NULL, 0, $3)",
        {peer, request, until});
}

} // namespace renkei::store
