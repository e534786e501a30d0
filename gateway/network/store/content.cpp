#include "gateway/network/store/content.h"

#include "gateway/network/seal/chunks.h"
#include "gateway/network/seal/hash.h"

#include <fmt/format.h>

namespace renkei::store {
namespace {

constexpr std::string_view title_part = "title";

std::string part(std::string_view bound_to, std::string_view name) {
    return std::string(bound_to).append("|").append(name);
}

diag::Result<std::string> open_part(const Session& session, const ContentKey& key, std::string_view name,
                                    std::string_view sealed) {
    TRY(const Hash opened, data_key(session, key));
    return seal::open(opened, sealed, part(key.bound_to, name), session.shared.settings.max_body);
}

// No two answers share a key, and an answer's key is nowhere but in the head of who has the store's own.
Hash answer_key(const Session& session, std::string_view peer, const Hash& request) {
    return seal::keyed_hash(session.shared.keys.answers, {"answer", peer, seal::bytes_of(request)});
}

diag::Result<void> seal_in_chunks(SealedContent& out, const Hash& data_key, const Body& body) {
    const std::string bound_to = chunk_bound_to(out.bound_to, body.kind);
    const std::uint32_t count = seal::chunk_count(body.bytes.size());
    for (std::uint32_t number = 1; number <= count; ++number) {
        const seal::ChunkPlace place{number, number == count ? seal::Chunk::last : seal::Chunk::more};
        TRY(std::string bytes,
            seal::seal_chunk(data_key, seal::chunk_of(body.bytes, number), bound_to, place));
        // several of one kind: its chunks, in their order
        out.bodies.push_back({body.kind, std::move(bytes)});
    }
    return {};
}

} // namespace

diag::Result<SealedContent> seal_content(const seal::KeyRing& ring, std::string_view title,
                                         const std::vector<Body>& bodies) {
    SealedContent out;
    TRY(const Hash random, seal::new_data_key());
    out.bound_to = seal::bytes_of(random).substr(0, 16);
    TRY(const Hash data_key, seal::new_data_key());
    TRY(out.key, seal::wrap(ring, data_key, out.bound_to));
    if (!title.empty()) {
        TRY(out.title, seal::seal(data_key, title, part(out.bound_to, title_part)));
    }
    for (const Body& body : bodies) {
        if (body.bytes.size() > seal::chunk_bytes) {
            TRY_VOID(seal_in_chunks(out, data_key, body));
            continue;
        }
        TRY(std::string bytes, seal::seal(data_key, body.bytes, part(out.bound_to, to_text(body.kind))));
        out.bodies.push_back({body.kind, std::move(bytes)});
    }
    return out;
}

diag::Result<Hash> data_key(const Session& session, const ContentKey& key) {
    return seal::unwrap(*session.shared.ring.now(), key.wrapped, key.bound_to);
}

std::string body_row_name(BodyKind kind, std::uint32_t chunk) {
    return chunk == 0 ? std::string(to_text(kind)) : fmt::format("{}/{:06}", to_text(kind), chunk);
}

std::string chunk_bound_to(std::string_view bound_to, BodyKind kind) { return part(bound_to, to_text(kind)); }

diag::Result<std::string> open_title(const Session& session, const ContentKey& key, std::string_view sealed) {
    return sealed.empty() ? diag::Result<std::string>() : open_part(session, key, title_part, sealed);
}

diag::Result<std::string> open_body(const Session& session, const ContentKey& key, BodyKind kind,
                                    std::string_view sealed) {
    return open_part(session, key, to_text(kind), sealed);
}

diag::Result<seal::WrappedKey> rewrap(const seal::KeyRing& ring, const ContentKey& key) {
    TRY(const Hash data_key, seal::unwrap(ring, key.wrapped, key.bound_to));
    return seal::wrap(ring, data_key, key.bound_to);
}

diag::Result<std::string> seal_answer(const Session& session, std::string_view peer, const Hash& request,
                                      std::string_view answer) {
    return seal::seal(answer_key(session, peer, request), answer, peer);
}

diag::Result<std::string> open_answer(const Session& session, std::string_view peer, const Hash& request,
                                      std::string_view sealed) {
    return seal::open(answer_key(session, peer, request), sealed, peer, session.shared.settings.max_body);
}

} // namespace renkei::store
