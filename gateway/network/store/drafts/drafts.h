// What is being filled in on a page and was not sent: for who fills it in alone, sealed, for a time. No
// list, search or delivery knows of it.
#pragma once

#include "gateway/network/store/rows/transaction.h"
#include "gateway/network/store/sql/sql.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::store {

inline constexpr std::size_t most_drafts = 200; // of one peer
inline constexpr std::size_t longest_draft = 8U << 20;
inline constexpr Millis draft_days = 30;
inline constexpr Millis draft_is_kept = draft_days * 24 * 60 * 60 * 1000; // since it was saved last

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
    Millis until = 0; // then it is deleted
    std::string text{};
    bool is_damaged = false; // then it has no text
};

// Those of which the time has not run out, the newest first.
diag::Result<std::vector<Draft>> drafts_of(const Snapshot& snapshot, const DraftOwner& owner);
diag::Result<std::optional<Draft>> find_draft(const Snapshot& snapshot, const DraftOwner& owner,
                                              std::string_view id);

// What became of saving: nothing is written but of `saved`.
enum class DraftSaved : std::uint8_t {
    saved,
    changed, // meanwhile: the stored number is another one
    too_many
};
// As `draft.number` + 1, in the place of this number (0: it is new; then any stored one is another). Sets
// number, saved and until.
diag::Result<DraftSaved> save_draft(Transaction& transaction, const DraftOwner& owner, Draft& draft);
diag::Result<void> drop_draft(Transaction& transaction, const DraftOwner& owner, std::string_view id);

// At most so many.
diag::Result<std::uint64_t> drop_old_drafts(Connection& sql, Millis now, int limit);

} // namespace renkei::store
