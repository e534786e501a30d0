// A syslog message (RFC 5424) with a DICOM audit message, in the frame of RFC 5425: its length, a space,
// itself.
#pragma once

#include "gateway/network/audit/chained_event.h"

#include <string>

namespace renkei::auditforward {

void append_syslog_frame(std::string& out, const audit::ChainedEvent& event);

} // namespace renkei::auditforward
