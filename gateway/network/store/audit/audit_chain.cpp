#include "gateway/network/store/audit/audit_chain.h"

#include "gateway/network/store/bodies/row_values.h"

namespace renkei::store {

constexpr std::string_view end_of_chain =
    "SELECT sequence, hash FROM audit_event WHERE node = $1 ORDER BY sequence DESC LIMIT 1";
void prefetch_audit_end(const Session& session, std::string_view node) {
    session.sql.prefetch(end_of_chain, {node});
}

diag::Result<AuditEnd> audit_end_of(const Snapshot& snapshot, std::string_view node) {
    AuditEnd out;
    TRY_VOID(snapshot.session().sql.run(end_of_chain, {node}, [&](const SqlRow& row) {
        out = {static_cast<std::uint64_t>(row.integer(0)), row.hash(1)};
    }));
    return out;
}

// One look-up in the index for each node, however many events it has.
diag::Result<std::vector<std::string>> audited_nodes(const Snapshot& snapshot) {
    std::vector<std::string> out;
    for (std::string last;;) {
        bool is_there = false;
        TRY_VOID(
            snapshot.session().sql.run("SELECT node FROM audit_event WHERE node > $1 ORDER BY node LIMIT 1",
                                       {last}, [&](const SqlRow& row) {
                                           last = row.text(0);
                                           is_there = true;
                                       }));
        if (!is_there) {
            return out;
        }
        out.push_back(last);
    }
}

} // namespace renkei::store
