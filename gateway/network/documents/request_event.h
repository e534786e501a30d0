// The audit event of a caller's request, and of one that is refused.
#pragma once

#include "gateway/fhir/resources/refusal.h"
#include "gateway/network/audit/event.h"
#include "gateway/network/documents/intake.h"

#include <string>
#include <string_view>

namespace renkei::documents {

// What all events of a caller have in common; a success.
audit::Event event_of(const Caller& caller, base::Millis now, audit::Action action,
                      std::string_view interaction);
// `reason`: of the refusal, a message id in most cases.
audit::Event refusal_event(audit::Event event, Refusal refusal, std::string reason);

} // namespace renkei::documents
