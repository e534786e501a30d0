#include "gateway/network/documents/request_event.h"

namespace renkei::documents {

audit::Event event_of(const Caller& caller, base::Millis now, audit::Action action,
                      std::string_view interaction) {
    return {.at = now,
            .action = action,
            .interaction = std::string(interaction),
            .peer = caller.peer == nullptr ? std::string() : caller.peer->id,
            .certificate = caller.certificate,
            .address = caller.address,
            .request = caller.request,
            .ground = caller.ground->text()};
}

audit::Event refusal_event(audit::Event event, Refusal refusal, std::string reason) {
    const bool is_fault = resources::row(refusal).fault == resources::Fault::gateway;
    event.outcome = is_fault ? audit::Outcome::serious : audit::Outcome::minor;
    event.reason = std::move(reason);
    return event;
}

} // namespace renkei::documents
