#include "gateway/network/documents/request_event.h"

namespace renkei::documents {
namespace {

std::string as_text(const std::vector<policy::Code>& purposes) {
    std::string out;
    for (const policy::Code& purpose : purposes) {
        out += out.empty() ? "" : " ";
        out += purpose.system.empty() ? purpose.code : purpose.system + "|" + purpose.code;
    }
    return out;
}

} // namespace

audit::Event event_of(const Caller& caller, base::Millis now, audit::Action action,
                      std::string_view interaction) {
    audit::Event out{.at = now,
                     .action = action,
                     .interaction = std::string(interaction),
                     .peer = caller.peer == nullptr ? std::string() : caller.peer->id,
                     .certificate = caller.certificate,
                     .address = caller.address,
                     .request = caller.request,
                     .ground = caller.ground->text()};
    out.user = caller.said_name;
    if (caller.user) {
        out.issuer = caller.user->issuer;
        out.user = caller.user->subject;
        out.job = caller.user->job;
        out.purpose = as_text(caller.user->purposes);
        out.emergency = caller.user->emergency_reason;
    }
    return out;
}

audit::Event refusal_event(audit::Event event, Refusal refusal, std::string reason) {
    const bool is_fault = resources::row(refusal).fault == resources::Fault::gateway;
    event.outcome = is_fault ? audit::Outcome::serious : audit::Outcome::minor;
    event.reason = std::move(reason);
    return event;
}

} // namespace renkei::documents
