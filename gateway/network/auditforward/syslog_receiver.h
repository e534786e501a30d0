// IHE ITI-20 by syslog over TLS (RFC 5425). Syslog has no acknowledgement, but the end of the connection has
// one: events go out on a connection of their own, then we send TLS's close_notify, and the receiver answers
// the same when it has read everything (RFC 5425 §4.4). Only then they count as accepted; else all of them
// are sent again.
#pragma once

#include "gateway/network/audit/chained_event.h"
#include "gateway/network/auditforward/receiver.h"
#include "gateway/network/client/connection.h"

#include <mutex>
#include <string>

namespace renkei::auditforward {

struct SyslogLimits {
    std::chrono::milliseconds connect{5000};
    std::chrono::milliseconds transfer{20'000}; // all events, and the answer to the end
    std::chrono::milliseconds gathering{5000};
};

class SyslogReceiver final : public Receiver {
public:
    SyslogReceiver(client::Endpoint endpoint, Poco::Net::Context::Ptr context, client::CurrentTrust trust,
                   SyslogLimits limits);

    SendResult send(Events events) override;
    std::chrono::milliseconds gathering_time() const override { return limits_.gathering; }
    void use(Poco::Net::Context::Ptr context) override;

private:
    client::ConnectionResult<void> send_all(Events events);

    client::Endpoint endpoint_;
    client::CurrentTrust trust_;
    SyslogLimits limits_;
    std::mutex mutex_;
    Poco::Net::Context::Ptr context_;
};

// A syslog message (RFC 5424) with a DICOM audit message, in the frame of RFC 5425: its length, a space,
// itself.
void append_syslog_frame(std::string& out, const audit::ChainedEvent& event);

} // namespace renkei::auditforward
