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
// A file that was wrapped in the body, and the work on it; 0: as above.
std::uint64_t inner_memory(std::string_view file);

// The work on the body of a request, with its memory reserved until the response is made; waits some seconds
// for room, else 503. Before a worker is leased: an owner of memory may wait for a worker, never the other
// way round.
// `inner`: inner_memory() of what was found within the body.
HttpResult<documents::WorkRequest> reserved_work(const Request& request, std::uint64_t inner = 0);

} // namespace renkei::server
