#include "gateway/store/body_source.h"

namespace renkei::store {

diag::Result<std::optional<std::string>> BodySource::next() {
    if (is_at_end_) {
        return std::nullopt;
    }
    TRY(OpenedChunk chunk, store_->read_value<OpenedChunk>([this](const Snapshot& snapshot) { return read_chunk(snapshot.session(), body_, given_ + 1); }));
    ++given_;
    is_at_end_ = chunk.is_last;
    return std::optional(std::move(chunk.bytes));
}

} // namespace renkei::store
