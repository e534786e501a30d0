#include "gateway/network/seal/chunks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace renkei::seal {
namespace {

// `bound_to` ends where this begins: it is chosen by the program, never by a caller.
std::string bound(std::string_view bound_to, ChunkPlace place) {
    return fmt::format("{}|chunk|{}|{}", bound_to, place.number,
                       place.which == Chunk::last ? "last" : "more");
}

} // namespace

std::uint32_t chunk_count(std::size_t bytes) {
    return static_cast<std::uint32_t>(std::max<std::size_t>(1, (bytes + chunk_bytes - 1) / chunk_bytes));
}

std::string_view chunk_of(std::string_view text, std::uint32_t number) {
    assert(number >= 1 && number <= chunk_count(text.size()));
    return text.substr((number - 1) * chunk_bytes, chunk_bytes);
}

diag::Result<std::string> seal_chunk(const Hash& data_key, std::string_view bytes, std::string_view bound_to,
                                     ChunkPlace place) {
    return seal(data_key, bytes, bound(bound_to, place));
}

diag::Result<std::string> open_chunk(const Hash& data_key, std::string_view sealed, std::string_view bound_to,
                                     ChunkPlace place) {
    return open(data_key, sealed, bound(bound_to, place), chunk_bytes);
}

} // namespace renkei::seal
