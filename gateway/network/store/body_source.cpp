#include "gateway/network/store/body_source.h"

#include "gateway/network/store/bodies/content.h"

namespace renkei::store {

diag::Result<std::optional<std::string>> BodySource::next() {
    if (is_at_end_) {
        return std::nullopt;
    }
    TRY(OpenedChunk chunk, store_->read_value<OpenedChunk>([this](const Snapshot& snapshot) {
        return read_chunk(snapshot.session(), body_, given_ + 1);
    }));
    read_ += chunk.bytes.size();
    if (chunk.is_last ? read_ != size_ : read_ >= size_) { // the version's row is not sealed with its chunks
        return store_->read_value<std::optional<std::string>>(
            [this](const Snapshot& snapshot) -> diag::Result<std::optional<std::string>> {
                return tl::make_unexpected(
                    damaged_document(snapshot.session(), body_.document, body_.version));
            });
    }
    ++given_;
    is_at_end_ = chunk.is_last;
    return std::optional(std::move(chunk.bytes));
}

} // namespace renkei::store
