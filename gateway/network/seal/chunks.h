// A long text in numbered chunks, each sealed by itself (sealed.h), so that it can be opened piece by piece
// and every piece be given on as soon as it is checked. A chunk's number, and whether it is the last one, are
// bound in (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, CRYPTO 2015): chunks that were
// reordered, repeated, left out, cut off at the end, or taken from another text do not open.
#pragma once

#include "gateway/network/seal/sealed.h"

namespace renkei::seal {

constexpr std::size_t chunk_bytes = 1U << 20; // of text; the last chunk may have fewer

enum class Chunk : bool { more, last };

struct ChunkPlace {
    std::uint32_t number = 1; // 1, 2, 3 …
    Chunk which = Chunk::more;
};

// How many chunks a text of so many bytes has; a text of none has one, which is empty.
std::uint32_t chunk_count(std::size_t bytes);
// The bytes of one of them.
std::string_view chunk_of(std::string_view text, std::uint32_t number);

diag::Result<std::string> seal_chunk(const Hash& data_key, std::string_view bytes, std::string_view bound_to,
                                     ChunkPlace place);
diag::Result<std::string> open_chunk(const Hash& data_key, std::string_view sealed, std::string_view bound_to,
                                     ChunkPlace place);

} // namespace renkei::seal
