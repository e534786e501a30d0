#include "gateway/network/store/drafts/drafts.h"

#include "gateway/network/seal/sealed.h"
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "gateway/network/store/session/session.h"

#include <fmt/format.h>

namespace renkei::store {
namespace {

constexpr std::string_view about_person = "person"; // to what sealed bytes are bound
constexpr std::string_view about_text = "text";

// No two drafts share a key, and a draft of another owner does not open.
Hash key_of(const Hash& key, const DraftOwner& owner, std::string_view id) {
    return seal::keyed_hash(key, {"draft", seal::bytes_of(owner.user), id});
}

// The last column may be left out.
diag::Result<std::vector<Draft>> read(const Snapshot& snapshot, const DraftOwner& owner,
                                      std::string_view text, std::string_view condition,
                                      std::vector<SqlValue> values) {
    Session& session = snapshot.session();
    values.insert(values.begin(), {owner.user, session.shared.clock->now()});
    return read_all<Draft>(
        session.sql,
        fmt::format("SELECT id, form, edition, number, saved, until, person{} FROM draft WHERE owner = $1 "
                    "AND until > $2 {}",
                    text, condition),
        values, [&](const SqlRow& row) -> diag::Result<Draft> {
            Draft out{.id = uuid_text(row.view(0)),
                      .form = row.text(1),
                      .edition = row.text(2),
                      .number = static_cast<std::uint32_t>(row.integer(3)),
                      .saved = row.integer(4),
                      .until = row.integer(5)};
            const Hash key = key_of(session.shared.keys.search, owner, out.id);
            const auto open = [&](std::size_t column, std::string_view about) {
                diag::Result<std::string> opened = seal::open(key, row.view(column), about, longest_draft);
                out.is_damaged = out.is_damaged || !opened;
                return std::move(opened).value_or(std::string());
            };
            out.person = open(6, about_person);
            out.text = text.empty() ? std::string() : open(7, about_text);
            return out;
        });
}

} // namespace

diag::Result<std::vector<Draft>> drafts_of(const Snapshot& snapshot, const DraftOwner& owner) {
    return read(snapshot, owner, "", "ORDER BY saved DESC, id", {});
}

diag::Result<std::optional<Draft>> find_draft(const Snapshot& snapshot, const DraftOwner& owner,
                                              std::string_view id) {
    const std::string bytes = uuid_bytes(id).value_or(std::string());
    TRY(std::vector<Draft> found, read(snapshot, owner, ", text", "AND id = $3", {Bytes{bytes}}));
    return first_of(std::move(found));
}

diag::Result<SealedDraft> seal_draft(const Hash& key, const DraftOwner& owner, Draft draft) {
    const Hash own = key_of(key, owner, draft.id);
    TRY(draft.person, seal::seal(own, draft.person, about_person));
    TRY(draft.text, seal::seal(own, draft.text, about_text));
    return SealedDraft{std::move(draft)};
}

diag::Result<DraftSaved> save_draft(Transaction& transaction, const DraftOwner& owner,
                                    const SealedDraft& sealed) {
    Session& session = transaction.session();
    const Draft& draft = sealed.draft;
    const std::string id = uuid_bytes(draft.id).value_or(std::string());
    const Millis now = session.shared.clock->now();
    std::int64_t own = 0;
    std::int64_t bytes = 0;
    TRY_VOID(session.sql.run("SELECT count(*) FROM draft WHERE owner = $1 AND until > $2 AND id <> $3",
                             {owner.user, now, Bytes{id}}, [&](const SqlRow& row) { own = row.integer(0); }));
    TRY_VOID(session.sql.run("SELECT sum(length(text)) FROM draft WHERE peer = $1 AND id <> $2",
                             {owner.peer, Bytes{id}},
                             [&](const SqlRow& row) { bytes = row.is_null(0) ? 0 : row.integer(0); }));
    if (own >= static_cast<std::int64_t>(most_drafts) ||
        static_cast<std::uint64_t>(bytes) + draft.text.size() > most_draft_bytes) {
        return DraftSaved::too_many;
    }
    std::uint64_t written = 0;
    if (draft.number > 0) {
        TRY(written,
            session.sql.run("UPDATE draft SET number = number + 1, edition = $1, saved = $2, until = "
                            "$3, person = $4, text = $5 WHERE id = $6 AND owner = $7 AND number = $8 "
                            "AND form = $9",
                            {draft.edition, now, now + draft_is_kept, Bytes{draft.person}, Bytes{draft.text},
                             Bytes{id}, owner.user, draft.number, draft.form}));
    } else {
        TRY(written,
            session.sql.run("INSERT INTO draft (id, peer, owner, form, edition, number, saved, until, "
                            "person, text) VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9) ON CONFLICT "
                            "(id) DO NOTHING",
                            {Bytes{id}, owner.peer, owner.user, draft.form, draft.edition, now,
                             now + draft_is_kept, Bytes{draft.person}, Bytes{draft.text}}));
    }
    return written == 0 ? DraftSaved::changed : DraftSaved::saved;
}

diag::Result<void> drop_draft(Transaction& transaction, const DraftOwner& owner, std::string_view id,
                              std::uint32_t number) {
    const std::string bytes = uuid_bytes(id).value_or(std::string());
    return transaction.session().sql.send("DELETE FROM draft WHERE id = $1 AND owner = $2 AND number = $3",
                                          {Bytes{bytes}, owner.user, number});
}

diag::Result<std::uint64_t> drop_old_drafts(Connection& sql, Millis now, int limit) {
    return sql.run("DELETE FROM draft WHERE id IN (SELECT id FROM draft WHERE until <= $1 LIMIT $2)",
                   {now, limit});
}

} // namespace renkei::store
