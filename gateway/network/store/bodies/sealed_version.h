// Opens all that is sealed of one version, to see whether it opens: its title and its bodies, in the order of
// their names. Its rows come from a database or from a backup.
#pragma once

#include "gateway/network/seal/chunks.h"
#include "gateway/network/seal/key_ring.h"
#include "gateway/network/store/bodies/content.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace renkei::store {

inline constexpr std::string_view title_name = "title";

// A withdrawal has no content to lose.
inline constexpr std::string_view has_content = "media_type <> ''"; // in SQL, of a row of version

class SealedVersion {
public:
    // `size`: of the original. `max_body`: bytes of a body that was sealed as a whole; a larger one does not
    // open.
    SealedVersion(const seal::KeyRing& ring, const ContentKey& key, std::uint64_t size, std::size_t max_body);

    void add_title(std::string_view sealed);
    // `name`: body_row_name()
    void add_body(std::string_view name, std::string_view sealed);
    // Called after the last row. The first part that does not open or is missing; nothing if all is whole.
    std::optional<std::string> damage() &&;

private:
    struct HeldChunk {
        std::string kind{};
        std::uint32_t number = 0;
        std::string sealed{};
    };
    void open_chunk(const HeldChunk& chunk, seal::Chunk which);
    void end_chunks();
    template <class T>
    void note(std::string_view part, const diag::Result<T>& opened);

    std::string bound_to_;
    std::uint64_t size_;
    std::size_t max_body_;
    std::optional<Hash> key_{};
    std::optional<HeldChunk>
        last_{}; // that was added, and is not opened yet: the rows say whether it is the last one
    std::uint64_t opened_ = 0; // bytes of chunks of the original
    bool has_original_ = false;
    std::optional<std::string> damage_{};
};

} // namespace renkei::store
