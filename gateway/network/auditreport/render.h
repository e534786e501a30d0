// A report as text for a terminal, as a page, as CSV, and its events as a FHIR Bundle.
#pragma once

#include "gateway/network/auditreport/access_words.h"

#include <string>
#include <vector>

namespace renkei::auditreport {

std::string as_text(const AccessReport& report, Language language);

// One HTML file, without script, for a screen and for A4.
std::string as_html(const AccessReport& report, Language language);

// UTF-8 without byte order mark, a head of column ids, CRLF. No cell is a formula for a spreadsheet. First
// the sentences of the report ("record" is the kind, "what" the sentence), then its lines ("record" is
// "access").
std::string as_csv(const AccessReport& report, Language language);

struct BundledEvent {
    base::Millis at = 0;
    std::string node{};
    std::uint64_t sequence = 0;
    std::string json{}; // an AuditEvent
};
// A collection: the sentences of the report as an OperationOutcome, then the events, oldest first.
std::string as_bundle(const AccessReport& report, std::vector<BundledEvent> events, Language language);

} // namespace renkei::auditreport
