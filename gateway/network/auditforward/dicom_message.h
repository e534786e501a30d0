// An audit event as a DICOM audit message (DICOM PS3.15 A.5), which IHE ITI-20 sends by syslog. It says what
// the AuditEvent says, in the same codes.
#pragma once

#include "gateway/network/audit/chained_event.h"

#include <string>

namespace renkei::auditforward {

std::string dicom_message(const audit::ChainedEvent& event); // XML on one line

} // namespace renkei::auditforward
