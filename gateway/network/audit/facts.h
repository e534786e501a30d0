// An audit event as it is kept: one line of JSON with its facts and nothing else. They are what is chained
// and sealed; the FHIR AuditEvent (event.h), five times as long and mostly the same each time, is made from
// them on request.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/json/parser.h"
#include "gateway/network/audit/event.h"

#include <optional>
#include <vector>

namespace renkei::audit {

// `base` is the URL of the gateway's FHIR view as callers reach it now; it may change later.
std::string to_facts(const Event& event, std::string_view base);

// The AuditEvent of facts that `site` (the node's name) kept. It is an error if `kept` is not facts.
diag::Result<std::string> audit_event_of(std::string_view kept, std::string_view site);

struct KeptEvent {
    Event event{};
    std::string base{}; // of to_facts()
};
// The event of kept facts; nothing if `kept` is not facts.
std::optional<KeptEvent> event_of(std::string_view kept);
std::string_view to_text(Action action);   // "create", "read" …
std::string_view to_text(Outcome outcome); // "success", "minor", "serious"

// Events that were lost before they came into the chain, as an event records them.
struct EventLoss {
    std::uint64_t events = 0;
    std::string file{}; // with what was left of them; empty: none is named
};
std::optional<EventLoss> lost_events_in(std::string_view kept); // nothing: of none

// The fields by which a list of events is filtered and shown.
struct EventSummary {
    base::Millis at = 0;
    std::vector<std::string> peers{}; // who took part, and whom it was about
    std::vector<std::string>
        documents{};                    // also those that a search gave out; as mhd's logical ids: no dashes
    std::uint32_t version = 0;          // of the one document; 0: of several, or not said
    std::vector<std::string> persons{}; // keyed hashes in hex, or their first digits
    bool states_emergency = false;
    bool is_about(std::string_view document) const;
    bool is_about_person(std::string_view hash) const; // in hex
};

EventSummary summary_of(const Event& event);
// What the event is about was shown or done: the request was not refused, and a search found something. Of
// searches that show no documents the query says how many they found ("found=3").
bool has_found(const Event& event);

// One reader serves for many events: a list reads every event that is kept.
class EventSummaryReader {
public:
    // The summary of kept facts; nothing if `kept` is not facts.
    std::optional<EventSummary> read(std::string_view kept);

private:
    json::Parser parser_{};
    json::Tree tree_{};
};

} // namespace renkei::audit
