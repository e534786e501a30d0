// What a report that anybody may be given leaves out of an event.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/network/audit/event.h"

namespace renkei::auditreport {

// Protective measures (支援措置), a death and a move are the insurer's to know. Without them no denial of the
// hub has its reason, the event of a part without places is that of the whole, and a refusal has the reason
// that its caller got.
void leave_out_what_insurers_know(audit::Event& event);
bool says_what_insurers_know(const audit::Event& event);
// The text of this refusal says what only the insurer and the operator may know.
bool is_of_the_insurer(diag::Message message);

} // namespace renkei::auditreport
