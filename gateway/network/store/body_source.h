// Reads a body that is sealed in chunks, one verified chunk after the other. Each is read in a snapshot of
// its own, so that a slow reader holds neither a connection of the store nor an old state of it; a version
// never changes, it can only go.
#pragma once

#include "gateway/network/store/bodies/chunked_body.h"
#include "gateway/network/store/store.h"

namespace renkei::store {

class BodySource {
public:
    // `size`: bytes of the whole, as its version says. `store` outlives it.
    BodySource(const Store& store, ChunkedBody body, std::uint64_t size)
        : store_(&store),
          body_(std::move(body)),
          size_(size) {}
    // The next chunk; nothing after the last one, when all of them together have `size` bytes. If they do
    // not, the error is `document_damaged`: the chunks that were given are not the whole body, and the caller
    // sends no more of it.
    diag::Result<std::optional<std::string>> next();

private:
    const Store* store_;
    ChunkedBody body_;
    std::uint64_t size_;
    std::uint64_t read_ = 0; // bytes
    std::uint32_t given_ = 0;
    bool is_at_end_ = false;
};

} // namespace renkei::store
