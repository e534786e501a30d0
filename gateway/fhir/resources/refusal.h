// Why a request is refused. One table gives each reason its HTTP status, its name, and whose fault it is; one
// gives each message of a refusal its reason and FHIR's issue type. Statuses, the audit and OperationOutcome
// read both.
#pragma once

#include "gateway/core/diag/finding.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace renkei::resources {

enum class Refusal : std::uint8_t {
    none,
    unreadable,          // not what the media type says, or nothing that is known here
    bad_request,         // a header, a parameter or the path
    unauthenticated,     // no certificate
    token_refused,       // an access token that is wrong
    forbidden,           // the policy
    not_found,           // no such thing for this caller
    not_offered,         // a method or a write
    not_acceptable,      // no syntax that Accept names
    too_slow,            // the body
    conflict,            // with what is stored
    gone,                // withdrawn
    precondition_failed, // the newest version is not the one that the caller knows
    too_large,           // the body, or what it asks
    media_type,          // of the body, or its coding
    expectation_failed,  // Expect
    invalid,             // rules, validation, too much lost
    key_reused,          // Idempotency-Key with another body
    throttled,           // more requests in a time than the peer may have
    header_too_large,    // of the request
    internal,            // a defect of this program
    damaged,      // what is asked for is stored, and does not open any more: the next attempt fails, too
    busy,         // no worker, no memory, a long queue
    failed,       // the store
    http_version, // not 1.1
    too_many,     // withdrawn requests of the caller that have not arrived
};

// Whose fault a refusal is. After the caller's, the next attempt fails, too, unless it changes something;
// after the gateway's, it may succeed.
enum class Fault : std::uint8_t { caller, gateway };

struct RefusalRow {
    Refusal refusal;
    int status;
    std::string_view name; // for logs and metrics
    Fault fault;
};
const RefusalRow& row(Refusal refusal);

// The refusal that a message stands for; nothing if it refuses no request.
std::optional<Refusal> refusal_of(diag::Message message);
// The code of http://hl7.org/fhir/issue-type for a message that refuses a request; empty if that of its
// severity is right.
std::string_view issue_type_of_refusal(diag::Message message);

} // namespace renkei::resources
