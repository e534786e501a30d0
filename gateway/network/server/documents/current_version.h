// The newest version of a document, for what is asked by the document's id.
#pragma once

#include "gateway/network/access/reader.h"
#include "gateway/network/documents/part.h"
#include "gateway/network/store/snapshot.h"

#include <string>

namespace renkei::server {

// no_such_document if the caller may not read it, version_gone if it was withdrawn.
diag::Result<store::Version> current_version(const store::Snapshot& snapshot, const std::string& document,
                                             const access::Reader& reader,
                                             documents::PartMaker* parts = nullptr);

} // namespace renkei::server
