// The person of a document, for what is asked about them by the document's id.
#pragma once

#include "gateway/network/access/reader.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/mhd/search_request.h"
#include "gateway/network/server/large_reads.h"

#include <optional>
#include <string>

namespace renkei::server {

// Of its newest version, if the caller may read it. Nothing: the document is too large for now; `memory` asks
// for room.
diag::Result<std::optional<mhd::PersonFilter>>
person_of_document(const store::Snapshot& snapshot, const std::string& document, const access::Reader& reader,
                   ReadMemory& memory, documents::PartMaker* parts = nullptr);

} // namespace renkei::server
