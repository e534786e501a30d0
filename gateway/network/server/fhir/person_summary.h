// What the documents of a person say, gathered within the memory that a request may take.
#pragma once

#include "gateway/network/mhd/summary.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/server/server_context.h"

namespace renkei::server {

mhd::SummaryContext summary_context(ServerContext& gateway, const Request& request);

// Within little memory first, as a search; asks `memory` for room if documents were left out.
diag::Result<mhd::SummaryResult> summarise_within(const store::Snapshot& snapshot,
                                                  const mhd::PersonFilter& person,
                                                  mhd::SummaryContext context, ReadMemory& memory);

} // namespace renkei::server
