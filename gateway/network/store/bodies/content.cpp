#include "gateway/network/store/bodies/content.h"

#include "gateway/network/seal/chunks.h"
#include "gateway/network/seal/hash.h"
#include "gateway/network/store/bodies/sealed_version.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "generated/messages/seal.h"
#include "generated/messages/store.h"

#include <fmt/format.h>

namespace renkei::store {
namespace {

diag::Result<std::string> open_part(const Session& session, const ContentKey& key, std::string_view name,
                                    std::string_view sealed) {
    TRY(const Hash opened, data_key(session, key));
    return seal::open(opened, sealed, part_bound_to(key.bound_to, name), session.shared.settings.max_body);
}

// No two answers share a key. An answer's key is not stored, but derived from the store's own key.
Hash answer_key(const Hash& answers, std::string_view peer, const Hash& request) {
    return seal::keyed_hash(answers, {"answer", peer, seal::bytes_of(request)});
}

diag::Result<void> seal_in_chunks(SealedContent& out, const Hash& data_key, const Body& body) {
    const std::string bound_to = part_bound_to(out.bound_to, to_text(body.kind));
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
        TRY(out.title, seal::seal(data_key, title, part_bound_to(out.bound_to, title_name)));
    }
    for (const Body& body : bodies) {
        if (body.bytes.size() > seal::chunk_bytes) {
            TRY_VOID(seal_in_chunks(out, data_key, body));
            continue;
        }
        TRY(std::string bytes,
            seal::seal(data_key, body.bytes, part_bound_to(out.bound_to, to_text(body.kind))));
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

std::string part_bound_to(std::string_view bound_to, std::string_view name) {
    return std::string(bound_to).append("|").append(name);
}

bool is_damage(const diag::Error& error) {
    return error.message == diag::message::seal_broken || error.message == diag::message::store_damaged;
}

diag::Error damaged_document(const Session& session, std::string_view document, std::uint32_t number) {
    const std::string id = uuid_text(document);
    session.shared.seen_damage.note({id, number});
    return diag::finding(diag::message::document_damaged, {}, {id, std::to_string(number)});
}

diag::Result<std::string> open_title(const Session& session, const ContentKey& key, std::string_view sealed) {
    return sealed.empty() ? diag::Result<std::string>() : open_part(session, key, title_name, sealed);
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
    return seal::seal(answer_key(session.shared.keys.answers, peer, request), answer, peer);
}

diag::Result<std::string> open_answer(const Session& session, std::string_view peer, const Hash& request,
                                      std::string_view sealed) {
    return open_answer(session.shared.keys.answers, peer, request, sealed);
}

diag::Result<std::string> open_answer(const Hash& answers, std::string_view peer, const Hash& request,
                                      std::string_view sealed) {
    constexpr std::size_t longest = 256U << 20; // receipts of a file with very many documents
    return seal::open(answer_key(answers, peer, request), sealed, peer, longest);
}

} // namespace renkei::store
