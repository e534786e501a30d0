// What an event was, in the codes of FHIR, DICOM and IHE.
#pragma once

#include "gateway/network/audit/event.h"

#include <span>
#include <vector>

namespace renkei::audit {

struct Coding {
    std::string_view system;
    std::string_view code;
    std::string_view display{}; // empty: left out
};

// BALP's profile of one kind of interaction, and who takes which part in it.
struct BalpProfile {
    Action action;
    std::string_view code;                   // AuditEvent.action
    std::string_view profile;                // "Create": IHE.BasicAudit.Create; empty: there is none
    std::span<const std::string_view> words; // FHIR interactions that it is for, the usual one first
    Coding client;
    Coding server;
};
const BalpProfile& balp_profile_of(Action action);

struct InteractionCodes {
    Coding type{};
    std::vector<Coding> subtypes{};
    bool is_restful = false;  // by one of its kind's words
    bool is_outgoing = false; // this gateway called, the peer was called
};
// Views the event.
InteractionCodes interaction_codes_of(const Event& event);

// Of a participant's address: R4's network-type, which is DICOM's NetworkAccessPointTypeCode.
std::string_view network_type(std::string_view address);
bool has_other_side(const Event& event); // somebody else than the gateway took part

} // namespace renkei::audit
