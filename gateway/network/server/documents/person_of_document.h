// The person of a document, and its newest version, for what is asked by the document's id.
#pragma once

#include "gateway/network/access/reader.h"
#include "gateway/network/mhd/search_request.h"
#include "gateway/network/server/large_reads.h"

#include <optional>
#include <string>

namespace renkei::server {

// If the caller may read it: else `no_such_document`, or `version_gone`.
diag::Result<store::Version> newest_readable(const store::Snapshot& snapshot, const std::string& document,
                                             const access::Reader& reader);

// Of its newest version, if the caller may read it. Nothing: the document is too large for now; `memory` asks
// for room.
diag::Result<std::optional<mhd::PersonFilter>> person_of_document(const store::Snapshot& snapshot,
                                                                  const std::string& document,
                                                                  const access::Reader& reader,
                                                                  ReadMemory& memory);

} // namespace renkei::server
