// The newest version of a document and its person, for what is asked by the document's id.
#pragma once

#include "gateway/network/access/reader.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/mhd/search/search_request.h"
#include "gateway/network/server/large_reads.h"
#include "gateway/network/store/rows/snapshot.h"

#include <optional>
#include <string>

namespace renkei::server {

// Of its newest version, if the caller may read it. Nothing: the document is too large for now; `memory` asks
// for room.
diag::Result<std::optional<mhd::PersonFilter>>
person_of_document(const store::Snapshot& snapshot, const std::string& document, const access::Reader& reader,
                   ReadMemory& memory, documents::PartMaker* parts = nullptr);

// The newest version; no_such_document if the caller may not read it, version_gone if it was withdrawn.
diag::Result<store::Version> current_version(const store::Snapshot& snapshot, const std::string& document,
                                             const access::Reader& reader,
                                             documents::PartMaker* parts = nullptr);

} // namespace renkei::server
