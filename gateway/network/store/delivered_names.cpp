// File names in receivers' folders. A name that stood for one version never stands for another one: what a
// receiver took under it, and notices about that, would be mistaken for the other's.
#include "gateway/network/store/row_values.h"
#include "gateway/network/store/transaction.h"
#include "gateway/network/store/uuid_bytes.h"

namespace renkei::store {
namespace {

Hash place_of(const Session& session, std::string_view folder, std::string_view name) {
    return seal::keyed_hash(session.shared.keys.search, {"delivered name", folder, name});
}

// Says that names of the peer's earlier deliveries were taken over; no file has an empty name.
Hash mark_of(const Session& session, const DeliveredName& name) {
    return seal::keyed_hash(session.shared.keys.search, {"delivered name", name.folder, "", name.peer});
}

diag::Result<std::uint64_t> insert_name(const Session& session, const Hash& place, std::string_view document,
                                        std::uint32_t version) {
    return session.sql.run("INSERT INTO delivered_name (place, document, number) VALUES ($1, $2, $3) ON "
                           "CONFLICT (place) DO NOTHING",
                           {place, Bytes{document}, version});
}

// What programs of before layout 13 delivered: once for each peer and folder.
diag::Result<void> take_over_earlier(const Session& session, const DeliveredName& name,
                                     std::string_view document) {
    TRY(const std::uint64_t is_first, insert_name(session, mark_of(session, name), document, 0));
    if (is_first == 0) {
        return {};
    }
    TRY(const std::vector<Delivery> earlier,
        read_all<Delivery>(
            session.sql,
            std::string("SELECT ")
                .append(delivery_columns)
                .append(" FROM delivery WHERE peer = $1 AND state = 'delivered' AND answer <> ''"),
            {{name.peer}}, read_delivery));
    for (const Delivery& each : earlier) {
        if (const auto id = uuid_bytes(each.document); id && !each.withdraws) {
            const Hash place = place_of(session, name.folder, each.remote_location);
            TRY_VOID(insert_name(session, place, *id, each.version));
        }
    }
    return {};
}

} // namespace

diag::Result<bool> Transaction::claim_name(const DeliveredName& name) {
    const auto document = uuid_bytes(name.document);
    if (!document) {
        return false;
    }
    TRY_VOID(take_over_earlier(*session_, name, *document));
    const Hash place = place_of(*session_, name.folder, name.name);
    TRY_VOID(insert_name(*session_, place, *document, name.version));
    bool is_ours = false;
    TRY_VOID(session_->sql.run(
        "SELECT document, number FROM delivered_name WHERE place = $1", {place}, [&](const SqlRow& row) {
            is_ours = row.view(0) == *document && row.integer(1) == static_cast<std::int64_t>(name.version);
        }));
    return is_ours;
}

} // namespace renkei::store
