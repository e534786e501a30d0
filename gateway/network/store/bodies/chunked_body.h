// Finds a body that is sealed in chunks (seal/chunks.h) and opens it chunk by chunk.
#pragma once

#include "gateway/network/store/rows/snapshot.h"

#include <cstdint>
#include <string>

namespace renkei::store {

struct ChunkedBody {
    std::string document{}; // 16 bytes
    std::uint32_t version = 0;
    BodyKind kind = BodyKind::original;
    std::string bound_to{};
    Hash data_key{};
};

struct OpenedChunk {
    std::string bytes{}; // checked
    bool is_last = false;
};

// Nothing if this version does not have the body, or it is sealed as a whole.
diag::Result<std::optional<ChunkedBody>> find_chunked_body(const Snapshot& snapshot, const Version& version,
                                                           BodyKind kind);
// `number`: 1, 2, 3 … `version_gone`: the version went meanwhile; `document_damaged`: it does not open.
diag::Result<OpenedChunk> read_chunk(const Session& session, const ChunkedBody& body, std::uint32_t number);
// `document_damaged`, too, if it is larger than a body may be.
diag::Result<std::string> read_all_chunks(const Session& session, const ChunkedBody& body);

} // namespace renkei::store
