// The other side of a target: takes events and says which of them it has.
#pragma once

#include "gateway/core/diag/delivery_reason.h"
#include "gateway/network/audit/chained_event.h"

#include <Poco/Net/Context.h>

#include <chrono>
#include <optional>
#include <span>

namespace renkei::auditforward {

using Events = std::span<const audit::ChainedEvent>;

struct SendFailure {
    diag::DeliveryReason reason{};
    bool is_refusal = false; // of the first event that was not accepted, by itself
};
struct SendResult {
    std::size_t accepted = 0; // the first ones, which the other side has for sure
    std::optional<SendFailure> failure{};
};

class Receiver {
public:
    virtual ~Receiver() = default;
    // One or more, in the order of their chain.
    virtual SendResult send(Events events) = 0;
    // So long events may wait for more, because each call costs the other side a connection.
    virtual std::chrono::milliseconds gathering_time() const = 0;
    // Another client certificate, for the next connections. Any thread may call it.
    virtual void use(Poco::Net::Context::Ptr context) = 0;
};

} // namespace renkei::auditforward
