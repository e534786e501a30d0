// One audit event: who did what to which document when, and what came of it. Ids and hashes only, never
// content; texts of a caller are the reason of an emergency, and the name that a user says. Written as a FHIR
// AuditEvent in the shape of IHE BALP. What is kept of it are its facts (facts.h), chained: beside every
// event lies the hash of the one before it, and its seal under a key.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/seal/hash.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace renkei::audit {

// The interaction of an event which says that `times` events were damaged before they came into the chain;
// `file` names the file with what was left of them.
constexpr std::string_view events_lost = "events-lost";
constexpr std::string_view peer_ids = "https://renkei.example.jp/fhir/IdSystem/gateway-peer";
constexpr std::string_view person_hashes = "https://renkei.example.jp/fhir/IdSystem/person-hash";

enum class Action : std::uint8_t { create, read, update, remove, query, execute };
enum class Outcome : std::uint8_t { success, minor, serious }; // BALP: 0, 4 (refused), 8 (failed)

struct Event {
    base::Millis at = 0;
    Action action = Action::read;
    // FHIR restful-interaction ("create", "search-type", …) or a transaction ("ITI-65", "delivery",
    // "peer-add")
    std::string interaction{};
    Outcome outcome = Outcome::success;
    std::string reason{}; // message id of the refusal, or another reason of the outcome, or empty
    std::string peer{};   // id of the other side; empty: unknown
    std::string
        about{}; // id of the peer that was acted on, by an operator's command: no side, but what it is about
    std::string certificate{}; // SHA-256 of its key in hex; empty: none (the program itself)
    std::string address{};     // network address of the other side
    std::string request{};     // request id
    std::string document{};    // document id, or empty
    std::uint32_t version = 0;
    std::string person{};    // keyed hash in hex, or empty
    std::uint64_t times = 1; // more: the number of refusals in one event
    std::string file{};      // name of a file that it is about, or empty
    std::string ground{};    // policy::Ground: on what reading rested, or why nothing was read; or empty
    std::string query{};     // search parameters with values hashed by the caller, or empty
    // Who in the peer's organisation asked: of a request with an access token, never a name. Without one the
    // user may have typed a name: it is as said, not proved.
    std::string issuer{};    // URL of the authorization server; empty: there is no token
    std::string user{};      // id of the user there, or the name
    std::string job{};       // "care_manager" …; empty: none that is known
    std::string purpose{};   // "SYSTEM|CODE", with blanks between several
    std::string emergency{}; // the reason that the user states for one
};

// One line of JSON: AuditEvent, which claims the BALP profile that it satisfies, if any. `site`: who keeps
// this log (node name); `base`: of the gateway's FHIR view, as callers reach it (a listener on port 0 has no
// number yet).
std::string to_json(const Event& event, std::string_view site, std::string_view base);

// hash(n) = SHA-256(hash(n-1) ‖ sequence number ‖ event); the first has 32 zero bytes before it.
seal::Hash chain(const seal::Hash& before, std::uint64_t sequence, std::string_view event);

// Any program can chain events; only one with the store's key can seal an event's position in its node's
// chain.
seal::Hash key_of_seals(const seal::Hash& store_key);
seal::Hash seal_of(const seal::Hash& key, std::string_view node, std::uint64_t sequence,
                   const seal::Hash& hash);

} // namespace renkei::audit
