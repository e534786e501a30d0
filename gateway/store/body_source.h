// A body that is sealed in chunks, pulled one checked chunk after the other. Each is read in a snapshot of its own, so that a slow reader holds
// neither a connection of the store nor an old state of it; a version never changes, it can only go.
#pragma once

#include "gateway/store/chunked_body.h"
#include "gateway/store/store.h"

namespace renkei::store {

class BodySource {
public:
    BodySource(const Store& store, ChunkedBody body) : store_(&store), body_(std::move(body)) {} // `store` outlives it
    // Nothing: the last chunk was given. After an error no more may be given as this body, and what was given is not all of it.
    diag::Result<std::optional<std::string>> next();

private:
    const Store* store_;
    ChunkedBody body_;
    std::uint32_t given_ = 0;
    bool is_at_end_ = false;
};

} // namespace renkei::store
