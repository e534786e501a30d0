#include "gateway/network/store/bodies/sealed_version.h"

#include <charconv>

namespace renkei::store {
namespace {

struct RowName {
    std::string_view kind;
    std::uint32_t chunk = 0; // 0: the whole body
};

RowName row_name_of(std::string_view name) {
    const std::size_t slash = std::min(name.find('/'), name.size());
    RowName out{name.substr(0, slash)};
    const std::string_view digits = name.substr(std::min(slash + 1, name.size()));
    std::from_chars(digits.data(), digits.data() + digits.size(), out.chunk);
    return out;
}

} // namespace

SealedVersion::SealedVersion(const seal::KeyRing& ring, const ContentKey& key, std::uint64_t size,
                             std::size_t max_body)
    : bound_to_(key.bound_to),
      size_(size),
      max_body_(max_body) {
    const diag::Result<Hash> opened = seal::unwrap(ring, key.wrapped, key.bound_to);
    note("key", opened); // of an unknown master key, too: the caller does not ask then
    if (opened) {
        key_ = *opened;
    }
}

template <class T>
void SealedVersion::note(std::string_view part, const diag::Result<T>& opened) {
    if (!opened && !damage_) {
        damage_ = std::string(part);
    }
}

void SealedVersion::add_title(std::string_view sealed) {
    if (key_ && !sealed.empty()) {
        note(title_name, seal::open(*key_, sealed, part_bound_to(bound_to_, title_name), max_body_));
    }
}

void SealedVersion::add_body(std::string_view name, std::string_view sealed) {
    const RowName row = row_name_of(name);
    has_original_ = has_original_ || row.kind == to_text(BodyKind::original);
    if (!key_) {
        return;
    }
    const bool goes_on = last_ && last_->kind == row.kind && row.chunk == last_->number + 1;
    if (goes_on) {
        open_chunk(*last_, seal::Chunk::more);
        last_.reset();
    }
    end_chunks();
    if (row.chunk == 0) {
        note(row.kind, seal::open(*key_, sealed, part_bound_to(bound_to_, row.kind), max_body_));
    } else if (row.chunk == 1 || goes_on) {
        last_ = HeldChunk{std::string(row.kind), row.chunk, std::string(sealed)};
    } else {
        damage_ = damage_.value_or(std::string(row.kind)); // one before it is missing
    }
}

void SealedVersion::open_chunk(const HeldChunk& chunk, seal::Chunk which) {
    const diag::Result<std::string> opened =
        seal::open_chunk(*key_, chunk.sealed, part_bound_to(bound_to_, chunk.kind), {chunk.number, which});
    note(chunk.kind, opened);
    if (opened && chunk.kind == to_text(BodyKind::original)) {
        opened_ += opened->size();
    }
}

void SealedVersion::end_chunks() {
    if (!last_) {
        return;
    }
    open_chunk(*last_, seal::Chunk::last);
    if (last_->kind == to_text(BodyKind::original) && opened_ != size_) {
        damage_ = damage_.value_or(last_->kind);
    }
    last_.reset();
}

std::optional<std::string> SealedVersion::damage() && {
    end_chunks();
    if (!damage_ && !has_original_) {
        return std::string(to_text(BodyKind::original));
    }
    return std::move(damage_);
}

} // namespace renkei::store
