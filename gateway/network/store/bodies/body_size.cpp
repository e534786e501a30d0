#include "gateway/network/store/bodies/body_size.h"

#include "gateway/network/seal/chunks.h"
#include "gateway/network/store/bodies/content.h"
#include "gateway/network/store/rows/uuid_bytes.h"

#include <algorithm>

namespace renkei::store {
namespace {

constexpr std::uint64_t usual_ratio = 8; // of zstd at the store's level, for FHIR JSON

} // namespace

diag::Result<std::uint64_t> body_size(const Snapshot& snapshot, const Version& version, BodyKind kind) {
    const auto id = uuid_bytes(version.document);
    if (!id) {
        return 0;
    }
    const std::string whole = body_row_name(kind, 0);
    std::uint64_t out = 0;
    // SQLite prepares a statement with `LIKE $4` again for every value
    TRY_VOID(snapshot.session().sql.run(
        "SELECT kind, length(bytes) FROM body WHERE document = $1 AND number = $2 AND (kind = $3 OR kind "
        "LIKE $3 || '/%')",
        {Bytes{*id}, version.number, whole}, [&](const SqlRow& row) {
            const auto sealed = static_cast<std::uint64_t>(row.integer(1));
            out += row.view(0) == whole ? std::min<std::uint64_t>(usual_ratio * sealed, seal::chunk_bytes)
                                        : seal::chunk_bytes;
        }));
    return out;
}

} // namespace renkei::store
