// Seals and opens personal data: titles, bodies, stored responses.
#pragma once

#include "gateway/network/store/bodies/chunked_body.h"
#include "gateway/network/store/session/session.h"

namespace renkei::store {

diag::Result<SealedContent> seal_content(const seal::KeyRing& ring, std::string_view title,
                                         const std::vector<Body>& bodies);

// The key of a version and what its parts are bound to, as they lie in its row.
struct ContentKey {
    seal::WrappedKey wrapped;
    std::string bound_to;
};
// How a body is kept, if it is there. The body itself is not read.
struct FoundBody {
    ContentKey key{};
    bool is_chunked = false;
};
void prefetch_found(const Session& session, std::string_view document, std::uint32_t number, BodyKind kind);
diag::Result<std::optional<FoundBody>> find_body(const Session& session, std::string_view document,
                                                 std::uint32_t number, BodyKind kind);
diag::Result<bool> has_version(const Session& session, std::string_view document, std::uint32_t number);
diag::Result<ChunkedBody> chunks_of(const Session& session, const FoundBody& found, std::string_view document,
                                    std::uint32_t number, BodyKind kind);

diag::Result<std::string> open_title(const Session& session, const ContentKey& key, std::string_view sealed);
diag::Result<seal::Hash> data_key(const Session& session, const ContentKey& key);
// Bodies of more than seal::chunk_bytes are sealed in chunks, each in a row of its own.
std::string body_row_name(BodyKind kind, std::uint32_t chunk); // chunk 0: of the whole body
// What a title, a body or the chunks of one are bound to.
std::string part_bound_to(std::string_view bound_to, std::string_view name);
diag::Result<std::string> open_body(const Session& session, const ContentKey& key, BodyKind kind,
                                    std::string_view sealed);
bool is_damage(const diag::Error& error); // of sealed bytes, or of the page where they are
diag::Error damaged_document(const Session& session, std::string_view document, std::uint32_t number);
// Such an error becomes `document_damaged`, and the store remembers the version. `document`: 16 bytes.
template <class T>
diag::Result<T> or_damaged(const Session& session, std::string_view document, std::uint32_t number,
                           diag::Result<T> result) {
    if (result || !is_damage(result.error())) {
        return result;
    }
    return tl::make_unexpected(damaged_document(session, document, number));
}
// The data key of a version under the ring's current key.
diag::Result<seal::WrappedKey> rewrap(const seal::KeyRing& ring, const ContentKey& key);

diag::Result<std::string> seal_answer(const Session& session, std::string_view peer, const Hash& request,
                                      std::string_view answer);
diag::Result<std::string> open_answer(const Session& session, std::string_view peer, const Hash& request,
                                      std::string_view sealed);
// `answers`: the store's key of them.
diag::Result<std::string> open_answer(const Hash& answers, std::string_view peer, const Hash& request,
                                      std::string_view sealed);

} // namespace renkei::store
