// The memory that work on a request's body takes beside the body: trees, records, documents that are made of
// it. It is part of the memory budget, or many workers would take more than the machine has.
#pragma once

#include "gateway/network/documents/worker_pool.h"
#include "gateway/network/server/http_names.h"

#include <cstdint>
#include <string_view>

namespace renkei::server {

// Lines of a CSV file or of NDJSON that are not empty; a line break within quotes ends none.
std::size_t rows_of(std::string_view body);

// Bytes, about; 0: so little that it is not counted.
std::uint64_t work_memory(std::string_view body);

// The work on the body of a request, with its memory reserved until the response is made; waits some seconds
// for room, else 503. Before a worker is leased: an owner of memory may wait for a worker, never the other
// way round.
HttpResult<documents::WorkRequest> reserved_work(const Request& request);

} // namespace renkei::server
