// Deliveries: a due delivery is sent, a failed one is retried later, one that cannot succeed ends as dead
// with its reason.
#pragma once

#include "gateway/core/diag/delivery_reason.h"
#include "gateway/core/diag/finding.h"
#include "gateway/network/outbox/withdrawal_notice.h"
#include "gateway/network/policy/peer.h"
#include "gateway/network/store/rows/snapshot.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace renkei::outbox {

using diag::DeliveryReason;
using store::Delivery;
using store::DeliveryState;

// Result of one attempt.
enum class AttemptResult : std::uint8_t {
    delivered,
    retry,    // timeout, 5xx, 429, no connection
    rejected, // the receiver refuses it: the delivery is dead
};
// What a failure affects: one delivery, or all deliveries of the peer.
enum class FailureScope : std::uint8_t {
    delivery,   // only this one waits
    connection, // no connection: all deliveries of the peer wait; it is probed often
    receiver,   // overloaded or under repair: all deliveries of the peer wait
};
struct Attempt {
    AttemptResult result = AttemptResult::retry;
    FailureScope scope = FailureScope::delivery;
    diag::DeliveryReason reason{};
    std::string location{};               // Location of the document at the receiver, or the file's name
    std::optional<seal::Hash> file_sha{}; // SHA-256 of the file that was delivered
    std::int64_t retry_after_ms = 0;      // Retry-After of the receiver
    bool may_have_arrived = false;        // it failed, but the receiver may have accepted it
};

// A file of an earlier version that the receiver was given, or may have been, and that no notice names yet.
struct GivenFile {
    std::string delivery{};
    std::uint32_t version = 0;
    std::string name{}; // empty: unknown
    std::optional<seal::Hash> sha{};
};

// What is sent.
struct OutboundMessage {
    std::string delivery{}; // id, the idempotency key
    std::string bytes{};
    std::string media_type{};
    std::string file_name{};
    std::string
        instead_of{}; // the syntax or edition that the peer takes, where the document is given as it came
    diag::Report replaced{}; // characters that the receiver does not have
    store::Version version{};
    bool withdrawal = false;        // the bytes are the notice that the document is withdrawn
    WithdrawalNotice notice{};      // of the withdrawal; else what is to be said of the files given before
    std::vector<GivenFile> given{}; // by a way that brings files; the newest first
    std::string known_as{};         // Location of the version that the receiver got before; empty: none
    std::vector<policy::Identifier> receivers{}; // that the document does not name itself
};
// Renders a version in the syntax of a peer. `version_gone`: withdrawn; `store_failed`, `store_damaged`,
// `store_busy`, `server_busy`: try later; any other error: it can never be rendered this way. Reads the store
// at once; the message is built after the snapshot is released, because that may wait. Called once.
using MessageBuilder = std::function<diag::Result<OutboundMessage>()>;
using PrepareMessage = std::function<diag::Result<MessageBuilder>(
    const store::Snapshot&, const store::Version&, const policy::Peer&)>;

// Why the receiver cannot be reached now, as the reason of an attempt; nullopt: it can.
using UnreachableReason = std::optional<diag::DeliveryReason>;

// One way to send messages; used by many threads at once; does not throw.
class Transport {
public:
    virtual ~Transport() = default;
    virtual Attempt send(const policy::Peer& peer, const OutboundMessage& message) = 0;
    // Documents that belong together: whole or not at all, if the way can do that. Their attempts in their
    // order; none of those that were not tried.
    virtual std::vector<Attempt> send_together(const policy::Peer& peer,
                                               std::span<const OutboundMessage> messages) {
        return send_one_by_one(peer, messages);
    }
    // Connects without sending anything.
    virtual UnreachableReason probe(const policy::Peer& peer) = 0;

protected:
    // After one that has to be tried again the rest is not tried, and has no attempt.
    std::vector<Attempt> send_one_by_one(const policy::Peer& peer,
                                         std::span<const OutboundMessage> messages) {
        std::vector<Attempt> out;
        for (const OutboundMessage& each : messages) {
            out.push_back(send(peer, each));
            if (out.back().result == AttemptResult::retry) {
                break;
            }
        }
        return out;
    }
};
// The transport of a way; null for none and mailbox.
using Transports = std::function<Transport*(policy::DeliveryMethod)>;

struct RetrySchedule {
    std::int64_t initial_backoff_ms = 1000; // after the first failure; doubles, with jitter of half
    std::int64_t max_backoff_ms = 3'600'000;
    std::int64_t expire_ms = 3LL * 24 * 3'600'000; // after this time a delivery is dead
    std::int64_t lease_ms =
        10'000; // renewed while a delivery is in flight; after a node died, others continue when it ends
    unsigned per_peer = 4;               // messages in flight to one peer
    std::int64_t initial_probe_ms = 100; // unreachable: first probe after this time, doubling
    std::int64_t max_probe_ms = 750;     // so the first delivery goes within a second after the peer is back
    std::int64_t max_overload_backoff_ms = 10'000; // it answers, but only 5xx or 429 without Retry-After
    // After broken answers each delivery waits by itself, and fewer are sent at once.
    unsigned min_per_peer = 2; // in flight at least, however many answers break
    std::uint32_t failures_per_doubling =
        8; // the wait doubles once per so many failures while the peer answers others
    std::int64_t responsive_ms = 600'000;   // the peer answers others: one answer within this time
    unsigned max_consecutive_failures = 50; // and no answer for `unresponsive_ms`: the peer is unreachable
    std::int64_t unresponsive_ms = 30'000;
};

} // namespace renkei::outbox
