#include "gateway/network/auditforward/syslog_receiver.h"

#include "gateway/core/time/instant.h"
#include "gateway/network/auditforward/dicom_message.h"

#include <fmt/format.h>

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

// IHE ITI-20, as DICOM PS3.15 A.6: facility 10 (security), severity 5 (normal but significant) or 4 (warning)
constexpr unsigned facility = 10;
constexpr unsigned notice = 5;
constexpr unsigned warning = 4;
constexpr std::string_view message_id = "IHE+RFC-3881";
constexpr std::string_view utf8_mark = "\xEF\xBB\xBF"; // RFC 5424 §6.4

// The host under which the gateway is called; "-": not known.
std::string_view host_of(std::string_view base) {
    const std::size_t scheme = base.find("://");
    const std::string_view place = scheme == std::string_view::npos ? base : base.substr(scheme + 3);
    const bool is_v6 = place.starts_with('[');
    const std::string_view host =
        is_v6 ? place.substr(1, place.find(']') - 1) : place.substr(0, place.find_first_of(":/"));
    constexpr std::size_t longest = 255;
    return host.empty() || host.size() > longest ? std::string_view("-") : host;
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

void append_syslog_frame(std::string& out, const audit::ChainedEvent& event) {
    const audit::Event& facts = event.kept.event;
    const unsigned severity = facts.outcome == audit::Outcome::success ? notice : warning;
    const std::string message =
        fmt::format("<{}>1 {} {} renkei {} {} - {}{}", facility * 8 + severity, time::instant(facts.at),
                    host_of(event.kept.base), event.node, message_id, utf8_mark, dicom_message(event));
    out += fmt::format("{} {}", message.size(), message);
}

} // namespace renkei::auditforward
