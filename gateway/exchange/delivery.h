// Deliveries: what is due is sent, what fails is tried again later, what cannot succeed becomes a dead letter with its reason.
#pragma once

#include "gateway/exchange/withdrawal_notice.h"
#include "gateway/policy/peer.h"
#include "gateway/store/snapshot.h"

#include <functional>
#include <string>

namespace renkei::exchange {

// What became of one attempt.
enum class Result : std::uint8_t {
    delivered,
    again,  // time-out, 5xx, 429, no connection: later
    never,  // the receiver refuses it: dead letter
};
// What a failure says: one delivery waits, or everything for this peer waits.
enum class Fault : std::uint8_t {
    delivery,    // something about this one: it waits by itself
    connection,  // nobody there: the peer's deliveries wait, looking whether it is back costs little
    receiver,    // it is there and overloaded or being repaired: the peer's deliveries wait
};
struct Attempt {
    Result result = Result::again;
    Fault fault = Fault::delivery;
    std::string reason{};    // status and fixed words, no personal data: "409", "connection refused"
    std::string location{};  // what the receiver calls it
    std::int64_t retry_after_ms = 0; // what the receiver asked for
    bool may_have_come = false; // it failed as far as we know, but the receiver may have taken it
};

// What is sent.
struct Parcel {
    std::string delivery{};   // id, the idempotency key
    std::string bytes{};
    std::string media_type{};
    std::string file_name{};
    store::Version version{};
    bool withdrawal = false;  // nothing to show: the receiver is told that the document was taken back; the bytes are the notice of that
    WithdrawalNotice notice{};
    std::string known_as{};   // what the receiver called the version that it was given before; empty: it was given none
};
// Shows a version in the syntax of a peer. `version_gone`: withdrawn; `store_failed`, `store_damaged`, `store_busy`, `server_busy`: try later; any other
// error: it can never be shown this way.
// What comes out of the store is taken out at once; the parcel is packed when the snapshot is given back, because that may wait. Called once.
using Packing = std::function<diag::Result<Parcel>()>;
using MakeParcel = std::function<diag::Result<Packing>(const store::Snapshot&, const store::Version&, const policy::Peer&)>;

// Why nothing can be handed over now, as the reason of an attempt; nullopt: somebody is there.
using Away = std::optional<std::string>;

// One way of handing a parcel over; used by many threads at once; throws nothing.
class Transport {
public:
    virtual ~Transport() = default;
    virtual Attempt send(const policy::Peer& peer, const Parcel& parcel) = 0;
    // Looks whether there is anybody, without sending anything.
    virtual Away away(const policy::Peer& peer) = 0;
};
// The transport of a way; null for none and mailbox.
using Transports = std::function<Transport*(policy::DeliveryMethod)>;

struct Schedule {
    std::int64_t first_ms = 1000;        // after the first failure; doubles, with jitter of half
    std::int64_t ceiling_ms = 3'600'000;
    std::int64_t give_up_ms = 3LL * 24 * 3'600'000; // after this long: dead letter
    std::int64_t lease_ms = 10'000;      // renewed while a delivery is under way: a dead node's work goes on after this
    unsigned per_peer = 4;               // parcels under way to one peer at once
    std::int64_t probe_first_ms = 100;   // nobody there: looks again after this, doubling
    std::int64_t probe_ceiling_ms = 750; // and the first delivery is there within a second of the return
    std::int64_t repair_ceiling_ms = 10'000; // it answers, but only "later" without saying when
    // Answers that break off say little of the receiver: each delivery waits by itself, and fewer are sent at once.
    unsigned least_per_peer = 2;         // under way at once, however many answers break off
    std::uint32_t failures_a_doubling = 8; // a delivery's wait doubles at each of so many failures, while the peer answers others
    std::int64_t answers_ms = 600'000;   // it answers others: one within this time
    unsigned failures_in_a_row = 50;     // and for `silent_ms` no answer: then nothing is sent but one delivery now and then
    std::int64_t silent_ms = 30'000;
};

// Somewhere in the upper half of first·2^failures, at most the ceiling. `random01` in [0, 1).
std::int64_t back_off(std::int64_t first_ms, std::int64_t ceiling_ms, std::uint32_t failures, double random01);

} // namespace renkei::exchange
