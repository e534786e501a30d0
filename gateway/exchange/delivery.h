// Deliveries: what is due is sent, what fails is tried again later, what cannot succeed becomes a dead letter with its reason.
#pragma once

#include "gateway/documents/fetch.h"
#include "gateway/tls/context.h"

#include <functional>
#include <memory>

namespace renkei::exchange {

// What became of one attempt.
enum class Result : std::uint8_t {
    delivered,
    again,   // time-out, 5xx, 429, no connection: later
    never,   // the receiver refuses it: dead letter
};
struct Attempt {
    Result result = Result::again;
    std::string reason{};    // status and its own words without personal data: "409", "connection refused"
    std::string location{};  // what the receiver calls it
    std::int64_t retry_after_ms = 0; // what the receiver asked for
};

// What is sent.
struct Parcel {
    std::string delivery;     // id, the idempotency key
    std::string bytes;
    std::string media_type;
    std::string file_name;
    store::Version version;
};

// One way of handing a parcel over; throws nothing.
class Transport {
public:
    virtual ~Transport() = default;
    virtual Attempt send(const policy::Peer& peer, const Parcel& parcel) = 0;
};
// The transport of a way; null for none and mailbox.
using Transports = std::function<Transport*(policy::Way)>;

struct Schedule {
    std::int64_t first_ms = 1000;      // back-off after the first failure; doubles, with jitter of half
    std::int64_t ceiling_ms = 3'600'000;
    std::int64_t give_up_ms = 3LL * 24 * 3'600'000; // after this long: dead letter
    std::int64_t lease_ms = 60'000;
    unsigned per_peer = 4;             // parcels under way to one peer at once
};
std::int64_t back_off(const Schedule& schedule, std::uint32_t attempts, double random01);

} // namespace renkei::exchange
