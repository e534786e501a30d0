// What is being filled in on a page and was not sent: for one user, sealed, for a time. No list of documents,
// search or delivery knows of it.
#pragma once

#include "gateway/network/store/rows/transaction.h"
#include "gateway/network/store/sql/sql.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::store {

inline constexpr std::size_t most_drafts = 50;                   // of one user
inline constexpr std::uint64_t most_draft_bytes = 256ULL << 20U; // sealed, of all users of a peer
inline constexpr std::size_t longest_draft = 8U << 20U;
inline constexpr Millis draft_is_kept = 30LL * 24 * 60 * 60 * 1000; // since it was saved last

// Drafts belong to one user of one peer.
struct DraftOwner {
    std::string peer{}; // its id
    Hash user{};        // keyed, with the peer
};

struct Draft {
    std::string id{};         // UUID
    std::string form{};       // its id
    std::string edition{};    // of the form
    std::uint32_t number = 0; // how often it was saved
    Millis saved = 0;
    Millis until = 0;        // then it is deleted
    std::string person{};    // name, for lists
    std::string text{};      // empty in lists
    bool is_damaged = false; // then it has neither
};

// Those of which the time has not run out, the newest first, without their texts.
diag::Result<std::vector<Draft>> drafts_of(const Snapshot& snapshot, const DraftOwner& owner);
diag::Result<std::optional<Draft>> find_draft(const Snapshot& snapshot, const DraftOwner& owner,
                                              std::string_view id);

// To be saved: its person and text are sealed, which takes time and is done outside of the transaction.
// `key`: the store's of searches.
struct SealedDraft {
    Draft draft;
};
diag::Result<SealedDraft> seal_draft(const Hash& key, const DraftOwner& owner, Draft draft);

// What became of saving: nothing is written but of `saved`.
enum class DraftSaved : std::uint8_t {
    saved,
    changed, // meanwhile: the stored number is another one, or it is gone
    too_many
};
// As `draft.number` + 1, in the place of this number (0: it is new; then any stored one is another).
diag::Result<DraftSaved> save_draft(Transaction& transaction, const DraftOwner& owner,
                                    const SealedDraft& sealed);
// If it was not saved again.
diag::Result<void> drop_draft(Transaction& transaction, const DraftOwner& owner, std::string_view id,
                              std::uint32_t number);

// At most so many.
diag::Result<std::uint64_t> drop_old_drafts(Connection& sql, Millis now, int limit);

} // namespace renkei::store
