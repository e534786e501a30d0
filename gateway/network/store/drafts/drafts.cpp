#include "gateway/network/store/drafts/drafts.h"

#include "gateway/network/seal/sealed.h"
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "gateway/network/store/session/session.h"

#include <fmt/format.h>

namespace renkei::store {
namespace {

// No two drafts share a key, and a draft of another owner does not open.
Hash key_of(const Session& session, const Hash& owner, std::string_view id) {
    return seal::keyed_hash(session.shared.keys.answers, {"draft", seal::bytes_of(owner), id});
}

std::string id_bytes(std::string_view id) { return uuid_bytes(id).value_or(std::string()); }

diag::Result<std::vector<Draft>> read(const Snapshot& snapshot, const DraftOwner& owner,
                                      std::string_view condition, std::vector<SqlValue> values) {
    Session& session = snapshot.session();
    const Millis now = session.shared.clock->now();
    values.insert(values.begin(), {owner.user, now});
    return read_all<Draft>(
        session.sql,
        fmt::format("SELECT id, form, edition, number, saved, until, text FROM draft WHERE owner = $1 AND "
                    "until > $2 {}",
                    condition),
        values, [&](const SqlRow& row) -> diag::Result<Draft> {
            Draft out{.id = uuid_text(row.view(0)),
                      .form = row.text(1),
                      .edition = row.text(2),
                      .number = static_cast<std::uint32_t>(row.integer(3)),
                      .saved = row.integer(4),
                      .until = row.integer(5)};
            diag::Result<std::string> text =
                seal::open(key_of(session, owner.user, row.view(0)), row.view(6), out.form, longest_draft);
            out.is_damaged = !text;
            out.text = std::move(text).value_or(std::string());
            return out;
        });
}

} // namespace

diag::Result<std::vector<Draft>> drafts_of(const Snapshot& snapshot, const DraftOwner& owner) {
    return read(snapshot, owner, "ORDER BY saved DESC, id", {});
}

diag::Result<std::optional<Draft>> find_draft(const Snapshot& snapshot, const DraftOwner& owner,
                                              std::string_view id) {
    const std::string bytes = id_bytes(id);
    TRY(std::vector<Draft> found, read(snapshot, owner, "AND id = $3", {Bytes{bytes}}));
    return first_of(std::move(found));
}

diag::Result<DraftSaved> save_draft(Transaction& transaction, const DraftOwner& owner, Draft& draft) {
    Session& session = transaction.session();
    const std::string id = id_bytes(draft.id);
    const Millis now = session.shared.clock->now();
    TRY(const std::string text, seal::seal(key_of(session, owner.user, id), draft.text, draft.form));
    std::uint64_t written = 0;
    if (draft.number > 0) {
        TRY(written,
            session.sql.run("UPDATE draft SET number = number + 1, edition = $1, saved = $2, until = "
                            "$3, text = $4 WHERE id = $5 AND owner = $6 AND number = $7 AND form = $8",
                            {{draft.edition, now, now + draft_is_kept, Bytes{text}, Bytes{id}, owner.user,
                              draft.number, draft.form}}));
    } else {
        std::int64_t kept = 0;
        TRY_VOID(session.sql.run("SELECT count(*) FROM draft WHERE peer = $1", {{owner.peer}},
                                 [&](const SqlRow& row) { kept = row.integer(0); }));
        if (kept >= static_cast<std::int64_t>(most_drafts)) {
            return DraftSaved::too_many;
        }
        TRY(written,
            session.sql.run(
                "INSERT INTO draft (id, peer, owner, form, edition, number, saved, until, text) VALUES "
                "($1, $2, $3, $4, $5, 1, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
                {{Bytes{id}, owner.peer, owner.user, draft.form, draft.edition, now, now + draft_is_kept,
                  Bytes{text}}}));
    }
    if (written == 0) {
        return DraftSaved::changed;
    }
    draft.number += 1;
    draft.saved = now;
    draft.until = now + draft_is_kept;
    return DraftSaved::saved;
}

diag::Result<void> drop_draft(Transaction& transaction, const DraftOwner& owner, std::string_view id) {
    const std::string bytes = id_bytes(id);
    return transaction.session().sql.send("DELETE FROM draft WHERE id = $1 AND owner = $2",
                                          {{Bytes{bytes}, owner.user}});
}

diag::Result<std::uint64_t> drop_old_drafts(Connection& sql, Millis now, int limit) {
    return sql.run("DELETE FROM draft WHERE id IN (SELECT id FROM draft WHERE until <= $1 LIMIT $2)",
                   {{now, limit}});
}

} // namespace renkei::store
