#include "gateway/network/auditforward/syslog_message.h"

#include "gateway/core/time/instant.h"
#include "gateway/network/auditforward/dicom_message.h"

#include <fmt/format.h>

namespace renkei::auditforward {
namespace {

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

void append_syslog_frame(std::string& out, const audit::ChainedEvent& event) {
    const audit::Event& facts = event.kept.event;
    const unsigned severity = facts.outcome == audit::Outcome::success ? notice : warning;
    const std::string message =
        fmt::format("<{}>1 {} {} renkei {} {} - {}{}", facility * 8 + severity, time::instant(facts.at),
                    host_of(event.kept.base), event.node, message_id, utf8_mark, dicom_message(event));
    out += fmt::format("{} {}", message.size(), message);
}

} // namespace renkei::auditforward
