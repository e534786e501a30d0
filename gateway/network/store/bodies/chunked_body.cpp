#include "gateway/network/store/bodies/chunked_body.h"

#include "gateway/network/seal/chunks.h"
#include "gateway/network/store/bodies/content.h"
#include "gateway/network/store/bodies/row_values.h"
#include "gateway/network/store/rows/uuid_bytes.h"
#include "generated/messages/documents.h"

namespace renkei::store {

constexpr std::string_view select_found =
    "SELECT v.master, v.wrapped, v.bound_to, b.kind FROM body b JOIN version v ON v.document = b.document "
    "AND "
    "v.number = b.number WHERE b.document = $1 AND b.number = $2 AND b.kind IN ($3, $4)";
void prefetch_found(const Session& session, std::string_view document, std::uint32_t number, BodyKind kind) {
    session.sql.prefetch(select_found,
                         {Bytes{document}, number, body_row_name(kind, 0), body_row_name(kind, 1)});
}

diag::Result<std::optional<FoundBody>> find_body(const Session& session, std::string_view document,
                                                 std::uint32_t number, BodyKind kind) {
    const std::string whole = body_row_name(kind, 0);
    const std::string first = body_row_name(kind, 1);
    std::optional<FoundBody> out;
    TRY_VOID(session.sql.run(select_found, {Bytes{document}, number, whole, first}, [&](const SqlRow& row) {
        out = FoundBody{.key = {{row.text(0), row.text(1)}, row.text(2)}, .is_chunked = row.view(3) == first};
    }));
    return out;
}

diag::Result<bool> has_version(const Session& session, std::string_view document, std::uint32_t number) {
    bool out = false;
    TRY_VOID(session.sql.run("SELECT 1 FROM version WHERE document = $1 AND number = $2",
                             {Bytes{document}, number}, [&](const SqlRow&) { out = true; }));
    return out;
}

diag::Result<ChunkedBody> chunks_of(const Session& session, const FoundBody& found, std::string_view document,
                                    std::uint32_t number, BodyKind kind) {
    TRY(const Hash opened, or_damaged(session, document, number, data_key(session, found.key)));
    return ChunkedBody{.document = std::string(document),
                       .version = number,
                       .kind = kind,
                       .bound_to = part_bound_to(found.key.bound_to, to_text(kind)),
                       .data_key = opened};
}

diag::Result<std::optional<ChunkedBody>> find_chunked_body(const Snapshot& snapshot, const Version& version,
                                                           BodyKind kind) {
    const auto id = uuid_bytes(version.document);
    if (!id) {
        return std::nullopt;
    }
    TRY(const std::optional<FoundBody> found, find_body(snapshot.session(), *id, version.number, kind));
    if (!found || !found->is_chunked) {
        return std::nullopt;
    }
    TRY(ChunkedBody out, chunks_of(snapshot.session(), *found, *id, version.number, kind));
    return std::optional(std::move(out));
}

// The rows name the last chunk; its seal proves that it is the last one.
diag::Result<OpenedChunk> read_chunk(const Session& session, const ChunkedBody& body, std::uint32_t number) {
    const std::string next = body_row_name(body.kind, number + 1);
    const std::string own = body_row_name(body.kind, number);
    const auto open = [&](const SqlRow& row) -> diag::Result<OpenedChunk> {
        const bool is_last = row.integer(1) == 0;
        TRY(std::string bytes, seal::open_chunk(body.data_key, row.view(0), body.bound_to,
                                                {number, is_last ? seal::Chunk::last : seal::Chunk::more}));
        return OpenedChunk{std::move(bytes), is_last};
    };
    TRY(std::vector<OpenedChunk> found,
        or_damaged(session, body.document, body.version,
                   read_all<OpenedChunk>(
                       session.sql,
                       "SELECT b.bytes, (SELECT count(*) FROM body n WHERE n.document = b.document "
                       "AND n.number = b.number AND n.kind = $1) FROM body b "
                       "WHERE b.document = $2 AND b.number = $3 AND b.kind = $4",
                       {{next, Bytes{body.document}, body.version, own}}, open)));
    if (found.empty()) {
        TRY(const bool is_there, has_version(session, body.document, body.version));
        return is_there ? diag::Result<OpenedChunk>(
                              tl::make_unexpected(damaged_document(session, body.document, body.version)))
                        : diag::fail(diag::message::version_gone, {});
    }
    return std::move(found.front());
}

diag::Result<std::string> read_all_chunks(const Session& session, const ChunkedBody& body) {
    const std::size_t most = session.shared.settings.max_body;
    std::string out;
    for (std::uint32_t number = 1;; ++number) {
        TRY(const OpenedChunk chunk, read_chunk(session, body, number));
        if (out.size() + chunk.bytes.size() > most) {
            return tl::make_unexpected(damaged_document(session, body.document, body.version));
        }
        out += chunk.bytes;
        if (chunk.is_last) {
            return out;
        }
    }
}

} // namespace renkei::store
