// What documents are called by their senders.
#include "gateway/store/row_values.h"
#include "gateway/store/transaction.h"
#include "gateway/store/uuid_bytes.h"

namespace renkei::store {

diag::Result<std::optional<std::string>> Snapshot::document_id(const DocumentKey& key) const {
    std::optional<std::string> out;
    for (const std::string_view statement : {"SELECT id FROM document WHERE sender = $1 AND name = $2", "SELECT document FROM document_name WHERE sender = $1 AND name = $2"}) {
        if (!out) {
            TRY_VOID(session_->sql.run(statement, {key.sender, key.document}, [&](const Row& row) { out = uuid_text(row.view(0)); }));
        }
    }
    return out;
}

diag::Result<std::optional<DocumentKey>> Snapshot::key(std::string_view document) const {
    std::optional<DocumentKey> out;
    if (const auto id = uuid_bytes(document)) {
        TRY_VOID(session_->sql.run("SELECT sender, name FROM document WHERE id = $1", {Bytes{*id}}, [&](const Row& row) { out = DocumentKey{row.hash(0), row.hash(1)}; }));
    }
    return out;
}

diag::Result<void> Transaction::also_known_as(std::string_view document, const DocumentKey& other) {
    const auto id = uuid_bytes(document);
    if (!id) {
        return diag::fail(diag::Message::store_conflict, {}, {std::string(document)});
    }
    return session_->sql.send("INSERT INTO document_name (sender, name, document) VALUES ($1, $2, $3) ON CONFLICT (sender, name) DO NOTHING",
                              {other.sender, other.document, Bytes{*id}});
}

} // namespace renkei::store
