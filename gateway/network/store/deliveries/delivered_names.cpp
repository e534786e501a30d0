// File names in receivers' folders. A name that stood for one version never stands for another one: what a
// receiver took under it, and notices about that, would be mistaken for the other's.
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/rows/transaction.h"
#include "gateway/network/store/rows/uuid_bytes.h"

namespace renkei::store {
namespace {

Hash place_of(const Session& session, std::string_view folder, std::string_view name) {
    return seal::keyed_hash(session.shared.keys.search, {"delivered name", folder, name});
}

diag::Result<std::uint64_t> insert_name(const Session& session, const Hash& place, std::string_view document,
                                        std::uint32_t version) {
    return session.sql.run("INSERT INTO delivered_name (place, document, number) VALUES ($1, $2, $3) ON "
                           "CONFLICT (place) DO NOTHING",
                           {place, Bytes{document}, version});
}

} // namespace

diag::Result<bool> Transaction::claim_name(const DeliveredName& name) {
    const auto document = uuid_bytes(name.document);
    if (!document) {
        return false;
    }
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
