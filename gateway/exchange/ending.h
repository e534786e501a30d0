// How one turn of a delivery ended, and what that writes into the store.
#pragma once

#include "gateway/exchange/delivery.h"
#include "gateway/store/transaction.h"

namespace renkei::exchange {

struct Ending {
    enum class Kind : std::uint8_t {
        attempted,
        postponed,  // nobody's fault: its turn comes again after `delay_ms`
        called_off, // there is nothing to deliver any more
        to_mailbox, // the peer fetches now
        lost,       // somebody else has it: nothing to write
    };
    Kind kind = Kind::lost;
    store::Delivery delivery{}; // as it was claimed
    Attempt attempt{};          // called_off, postponed: its reason, if there is more to say
    bool was_sent = false;      // the receiver had a part in it
    bool is_outdated = false;   // it failed, but since it began the peer came back: it is due at once
    bool peer_answers = false;  // others than this one, not long ago
    std::int64_t delay_ms = 0;
    double random01 = 0;
};

// Writes it with its audit event; the delivery, if that made a dead letter of it. Does nothing if the delivery is not ours any more (its
// lease ended and another node took it), unless it was delivered: then it is.
diag::Result<std::optional<store::Delivery>> record(store::Transaction& transaction, const Ending& ending, base::Millis now, const Schedule& schedule);
// The same without a word that came from outside: for a store that does not take those.
Ending in_our_words(Ending ending);
// One that nobody tried because its peer has been away for too long, and why it is away: a dead letter.
diag::Result<store::Delivery> record_given_up(store::Transaction& transaction, store::Delivery row, const std::string& why, base::Millis now);

} // namespace renkei::exchange
