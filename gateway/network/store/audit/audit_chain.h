// The audit chains of the nodes, each by itself.
#pragma once

#include "gateway/network/store/rows/snapshot.h"

namespace renkei::store {

void prefetch_audit_end(const Session& session, std::string_view node);
diag::Result<AuditEnd> audit_end_of(const Snapshot& snapshot, std::string_view node);
// All nodes that have events, in order.
diag::Result<std::vector<std::string>> audited_nodes(const Snapshot& snapshot);

} // namespace renkei::store
