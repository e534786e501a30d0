// Opens everything that is sealed in the store, a bounded part at a time, so that damage is found before a
// document is asked for. A version that is withdrawn has no content to lose.
#pragma once

#include "gateway/network/store/store.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::store {

// Behind a version, in the order of documents and numbers; of no document: before all of them.
struct ScrubPosition {
    std::string document{};
    std::uint32_t number = 0;
    std::string text() const; // "UUID/2"; empty: before all of them
    static ScrubPosition read(std::string_view text);
};

struct ScrubbedPart {
    ScrubPosition end{}; // where the next part begins; before all of them: every version was opened
    std::uint64_t versions = 0;
    std::uint64_t bytes = 0; // sealed
    std::vector<DamagedVersion> damaged{};
};
// Ends behind the version with which it has read so many bytes. Each version is read in a snapshot of its
// own.
diag::Result<ScrubbedPart> scrub(const Store& store, const ScrubPosition& after, std::uint64_t max_bytes);

// Stored answers to requests that do not open.
diag::Result<std::uint64_t> count_damaged_answers(const Store& store);

// Versions that did not open when they were read, since the last call: documents and numbers.
diag::Result<std::vector<std::pair<std::string, std::uint32_t>>> take_seen_damage(const Store& store);

// Nothing if the version is whole, or not there.
diag::Result<std::optional<DamagedVersion>> damage_of(const Store& store, const std::string& document,
                                                      std::uint32_t number);

// Writes down which versions are damaged, and that others are not, or not any more. `damaged`: what was found
// behind `from`, up to `to` (of no document: the end); each is opened once more, because its sender may have
// restored it meanwhile. Returns those that still do not open.
diag::Result<std::vector<DamagedVersion>> record_scrubbed(Transaction& transaction,
                                                          const std::vector<DamagedVersion>& damaged,
                                                          const ScrubPosition& from, const ScrubPosition& to);
// The same of one version.
diag::Result<std::optional<DamagedVersion>> record_seen(Transaction& transaction, const std::string& document,
                                                        std::uint32_t number);

// All versions of a store that may be in use, or have an older layout.
diag::Result<void> check_bodies(const StoreSettings& settings, const seal::KeyRing& ring,
                                const std::function<void(const DamagedVersion&)>& on_damage);

} // namespace renkei::store
