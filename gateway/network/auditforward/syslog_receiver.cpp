#include "gateway/network/auditforward/syslog_receiver.h"

#include "gateway/network/auditforward/syslog_message.h"

#include <array>

namespace renkei::auditforward {
namespace {

// Until the other side ends the connection in order. What it sends before means nothing in syslog.
client::ConnectionResult<void> wait_for_end(client::Connection& connection, client::TimePoint deadline) {
    std::array<char, 1024> dropped{};
    net::Received received{.io = connection.stream().close_notify(deadline)};
    while (received.io == net::Io::ok) {
        received = connection.stream().read(dropped, deadline);
    }
    return received.io == net::Io::closed ? client::ConnectionResult<void>()
                                          : tl::make_unexpected(connection.error_of(
                                                received.io, diag::ReasonCode::closed_before_answer));
}

} // namespace

SyslogReceiver::SyslogReceiver(client::Endpoint endpoint, Poco::Net::Context::Ptr context,
                               client::CurrentTrust trust, SyslogLimits limits)
    : endpoint_(std::move(endpoint)),
      trust_(std::move(trust)),
      limits_(limits),
      context_(std::move(context)) {}

void SyslogReceiver::use(Poco::Net::Context::Ptr context) {
    const std::scoped_lock lock(mutex_);
    context_ = std::move(context);
}

SendResult SyslogReceiver::send(Events events) {
    if (const client::ConnectionResult<void> sent = send_all(events); !sent) {
        return {.failure = SendFailure{.reason = sent.error().reason}};
    }
    return {.accepted = events.size()};
}

client::ConnectionResult<void> SyslogReceiver::send_all(Events events) {
    const Poco::Net::Context::Ptr context = [this] { // kept until the connection has ended
        const std::scoped_lock lock(mutex_);
        return context_;
    }();
    const auto now = std::chrono::steady_clock::now;
    TRY(client::Connection connection,
        client::Connection::open(endpoint_, context->sslContext(), now() + limits_.connect));
    TRY_VOID(client::check_server(connection, trust_, {}));
    std::string frames;
    for (const audit::ChainedEvent& event : events) {
        append_syslog_frame(frames, event);
    }
    const client::TimePoint deadline = now() + limits_.transfer;
    TRY_VOID(connection.write({}, frames, deadline));
    return wait_for_end(connection, deadline);
}

} // namespace renkei::auditforward
