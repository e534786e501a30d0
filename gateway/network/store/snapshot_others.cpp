// Persons, answers, peers, settings, audit.
#include "gateway/network/store/audit/audit_chain.h"
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/rows/snapshot.h"
#include "gateway/network/store/rows/uuid_bytes.h"

namespace renkei::store {

diag::Result<std::vector<Hash>> Snapshot::linked_persons(const Hash& person) const {
    std::vector<Hash> out;
    TRY_VOID(session_->sql.run("WITH RECURSIVE same (person) AS (VALUES ($1) UNION SELECT l.other FROM "
                               "person_link l JOIN same ON l.person = "
                               "same.person) SELECT person FROM same ORDER BY person",
                               {person}, [&](const SqlRow& row) { out.push_back(row.hash(0)); }));
    return out;
}

diag::Result<std::map<std::string, std::set<std::uint32_t>>>
Snapshot::versions_of(const std::vector<Hash>& persons) const {
    std::map<std::string, std::set<std::uint32_t>> out;
    for (const Hash& person : persons) {
        TRY_VOID(session_->sql.run("SELECT DISTINCT document, number FROM person_party WHERE person = $1",
                                   {person}, [&](const SqlRow& row) {
                                       out[uuid_text(row.view(0))].insert(
                                           static_cast<std::uint32_t>(row.integer(1)));
                                   }));
    }
    return out;
}

diag::Result<std::optional<IdempotentResponse>>
Snapshot::idempotent_response(std::string_view peer, const Hash& key, Millis now) const {
    TRY(std::vector<IdempotentResponse> found,
        read_all<IdempotentResponse>(
            session_->sql,
            "SELECT body, status, location, answer FROM answer WHERE peer = $1 AND request = $2 AND until > "
            "$3",
            {{peer, key, now}}, [&](const SqlRow& row) -> diag::Result<IdempotentResponse> {
                diag::Result<std::string> answer = open_answer(*session_, peer, key, row.view(3));
                const bool is_damaged = !answer && is_damage(answer.error());
                if (!answer && !is_damaged) {
                    return tl::make_unexpected(answer.error());
                }
                return IdempotentResponse{row.hash(0), static_cast<int>(row.integer(1)), row.text(2),
                                          std::move(answer).value_or(std::string()), is_damaged};
            }));
    return first_of(std::move(found));
}

diag::Result<std::vector<policy::Peer>> Snapshot::peers() const {
    std::vector<policy::Peer> out;
    TRY_VOID(session_->sql.run("SELECT id, entry FROM peer ORDER BY id", {}, [&](const SqlRow& row) {
        out.push_back(policy::read_stored_peer(row.view(0), row.view(1)));
    }));
    return out;
}

diag::Result<std::optional<policy::Peer>> Snapshot::peer(std::string_view id) const {
    std::optional<policy::Peer> out;
    TRY_VOID(session_->sql.run("SELECT entry FROM peer WHERE id = $1", {id},
                               [&](const SqlRow& row) { out = policy::read_stored_peer(id, row.view(0)); }));
    return out;
}

diag::Result<std::string> Snapshot::setting(std::string_view name) const {
    std::string out;
    TRY_VOID(session_->sql.run("SELECT value FROM setting WHERE name = $1", {name},
                               [&](const SqlRow& row) { out = row.text(0); }));
    return out;
}

diag::Result<AuditEnd> Snapshot::audit_end() const {
    return audit_end_of(*this, session_->shared.settings.node);
}

// In pages, so that a chain may be longer than memory. A value longer than any event is not read:
// verification then reports it as changed.
diag::Result<void> Snapshot::audit(const std::function<bool(const AuditRow&)>& on_row,
                                   const AuditPosition& after) const {
    constexpr int page = 100;
    constexpr int longest = 512 << 10;
    std::string node = after.node;
    auto sequence = static_cast<std::int64_t>(after.sequence);
    for (bool more = true; more;) {
        std::vector<AuditRow> rows;
        TRY_VOID(session_->sql.run("SELECT node, sequence, CASE WHEN length(event) <= $1 THEN event ELSE '' "
                                   "END, previous, hash, seal FROM audit_event WHERE (node, sequence) > "
                                   "($2, $3) ORDER BY node, sequence LIMIT $4",
                                   {longest, node, sequence, page}, [&](const SqlRow& row) {
                                       rows.push_back({row.text(0),
                                                       static_cast<std::uint64_t>(row.integer(1)),
                                                       row.text(2), row.hash(3), row.hash(4), row.hash(5)});
                                   }));
        for (const AuditRow& row : rows) {
            if (!on_row(row)) {
                return {};
            }
        }
        more = rows.size() == page;
        if (more) {
            node = rows.back().node;
            sequence = static_cast<std::int64_t>(rows.back().sequence);
        }
    }
    return {};
}

} // namespace renkei::store
