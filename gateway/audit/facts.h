// An audit event as it is kept: one line of JSON with its facts and nothing else. They are what is chained and sealed; the FHIR AuditEvent
// (event.h), five times as long and mostly the same each time, is written of them for those who ask. Programs of before kept that itself.
#pragma once

#include "gateway/audit/event.h"
#include "gateway/diag/result.h"

namespace renkei::audit {

// `base`: of the gateway's FHIR view, as callers reach it; it may be another one tomorrow.
std::string to_facts(const Event& event, std::string_view base);

// Of what was kept by `site` (the node's name): the AuditEvent. An error: it is neither facts nor an AuditEvent.
diag::Result<std::string> audit_event_of(std::string_view kept, std::string_view site);

// When it happened: UTC to the millisecond, so these texts sort by time; of what is neither: empty.
std::string recorded_at(std::string_view kept);

} // namespace renkei::audit
