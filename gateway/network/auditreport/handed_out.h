// What a report that anybody may be given leaves out of an event.
#pragma once

#include "gateway/network/audit/event.h"

namespace renkei::auditreport {

// Protective measures (支援措置), a death and a move are the insurer's to know. Without them the event of a
// denial is that of an office that is not registered, the event of a part without places that of the whole,
// and a refusal has the reason that its caller got.
void leave_out_what_insurers_know(audit::Event& event);
bool says_what_insurers_know(const audit::Event& event);

} // namespace renkei::auditreport
