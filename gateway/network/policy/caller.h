// Who is calling, for policy and audit.
#pragma once

#include "gateway/network/policy/ground.h"
#include "gateway/network/policy/peer.h"

#include <memory>

namespace renkei::policy {

// A code as a token states it.
struct Code {
    std::string system{}; // URI; empty: none was stated
    std::string code{};
    bool operator==(const Code&) const = default;
};

// Who in the organisation of the peer asks, and for what: claims of a verified access token. The peer
// vouches for them with the key of its token issuer.
struct User {
    std::string issuer{};       // `iss`: URL of the authorization server
    std::string subject{};      // `sub`: the user at the issuer. Not a person who receives care
    std::string name{};         // for a page that shows users their own name; never in log or audit
    std::string organisation{}; // as the issuer identifies it; empty: not stated
    std::string job{}; // of mappings/access/jobs.tsv: "care_manager" …; empty: no known job, or several
    std::vector<Code> purposes{}; // as stated (HL7 PurposeOfUse); empty: not stated
    // Why it is an emergency, in the user's words; empty: none is stated. In the audit, never in a log.
    std::string emergency_reason{};
    // Of a portal: the person to whom the request is limited, as documents::person_forms says; never in log
    // or audit.
    std::string person{};
    std::string ground{}; // on which the user reads for the person (sharing::Agent); empty: is the person
};

struct Caller {
    const Peer* peer = nullptr; // null: unknown
    std::string certificate{};  // SHA-256 of its key
    std::string address{};
    std::string request{};      // id
    std::optional<User> user{}; // nothing: the request has no token
    std::string said_name{};    // then: as the user typed it, not proved. In the audit, never in a log
    std::shared_ptr<Ground> ground = std::make_shared<Ground>(); // written while the request is carried out
};

} // namespace renkei::policy
