// What the store keeps, as values.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/core/diag/delivery_reason.h"
#include "gateway/network/policy/decide.h"
#include "gateway/network/seal/sealed.h"
#include "gateway/network/sharing/form_part.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::store {

using base::Millis;
using seal::Hash;

// A document is identified by its sender and the sender's id; it has consecutive versions.
struct DocumentKey {
    Hash sender{};   // keyed
    Hash document{}; // keyed
};

enum class VersionStatus : std::uint8_t { current, superseded, withdrawn };
std::string_view to_text(VersionStatus status);
std::optional<VersionStatus> status_of(std::string_view name);

// How the bytes of a version are kept.
enum class BodyKind : std::uint8_t {
    original, // as they came
    fhir,     // the FHIR document in JSON; absent if the original is just that
};
std::string_view to_text(BodyKind kind);

struct Body {
    BodyKind kind = BodyKind::original;
    std::string bytes;
};

// A version as it is listed; its bodies are read separately.
struct Version {
    std::string document{};     // id: UUID version 7, so ids sort by time
    std::uint32_t number = 0;   // 1, 2, 3 … without gaps
    std::string revision = "0"; // the sender's; 0: none
    VersionStatus status = VersionStatus::current;
    Hash sha{};         // of the canonical record, or of the bytes if there is no form
    std::string form{}; // empty: no form
    std::string form_version{};
    std::string syntax{};      // what the original is: "csv", "json", "fhir", "fhir-xml"; or empty
    std::string media_type{};  // of the original
    std::string type_system{}; // Composition.type, first coding: so that lists need not open the body
    std::string type_code{};
    std::string title{};
    std::string date{};      // the document's own date as FHIR writes it
    Millis created = 0;      // when the gateway took it
    std::string submitter{}; // peer id
    std::uint64_t size = 0;  // bytes of the original
    std::string sha1{};    // of an attachment's bytes, base64, for MHD; of a form empty: computed on request
    bool has_fhir = false; // there is a FHIR view of it (kept, or the original)
    bool is_damaged = false; // something of it is known not to open; if it is the title, that is empty
    // Never in a row of the store: what of it is shown to one reader. Its bodies are not for this reader.
    std::optional<sharing::FormPart> part{};
};

// A version of which something does not open.
struct DamagedVersion {
    std::string document{};
    std::uint32_t number = 0;
    std::string part{}; // the first that does not: "title", "original", "fhir", "key" of all of them
    std::string peer{}; // that submitted it
};

// How a version that is not shown any more (policy::VersionAccess::gone) is listed: as withdrawn, with form,
// type, dates, and nothing of its content.
Version as_gone(Version version);
// How a version is listed of which a reader sees a part: with form and dates, and nothing that says how much
// there is of it, who sent it, or what its sender wrote beside the form's items.
Version as_part(Version version, sharing::FormPart part);

// Titles stay sealed unless they are needed: opening one costs more than reading the rest of its row.
enum class Titles : bool { left_sealed, opened };

// An insurer gave the number behind this hash.
struct InsuredPerson {
    Hash person{};
    std::string insurer{}; // its number
};

// A person of a version.
struct NamedPerson {
    std::uint32_t version = 0;
    Hash person{};
    bool is_insured = false;    // which insurer gave the number is known
    std::optional<Hash> plan{}; // of the version: Parties::plan
};

// Of a care plan, by the office that made it: another one says nothing of it.
Hash plan_hash(const Hash& search_key, const policy::Identifier& office, std::string_view number);

// Parties of a document over all its versions.
struct Parties {
    std::vector<policy::Identifier> senders{}; // of the organisations, in clear
    std::vector<policy::Identifier> receivers{};
    bool receivers_by_request = false;    // the document names none
    std::vector<Hash> persons{};          // keyed; the first names the person of the document
    std::vector<InsuredPerson> insured{}; // those of them whose insurer is named
    std::optional<Hash> plan{};           // plan_hash() of the care plan to which the document belongs
};

// The personal data of a version as stored: title and bodies, compressed and encrypted under their own data
// key. Made by Store::prepare in the caller's thread, so that the writer's thread only writes.
struct SealedContent {
    struct Part {
        BodyKind kind = BodyKind::original;
        std::string bytes{};
    };
    seal::WrappedKey key{};
    std::string bound_to{}; // random, kept beside the key: parts of other content do not open in this place
    std::string title{};
    std::vector<Part> bodies{};
};

struct NewVersion {
    DocumentKey key{};
    Version version{};       // document, number, status, created, title are set by the store
    SealedContent content{}; // of Store::prepare
    Parties parties{};
};

enum class DeliveryState : std::uint8_t { waiting, sending, delivered, dead, cancelled, mailbox };
std::span<const std::string_view> delivery_state_names(); // by DeliveryState
std::string_view to_text(DeliveryState state);
std::optional<DeliveryState> delivery_state_of(std::string_view name);

struct Delivery {
    std::string id{}; // UUID; the receiver's idempotency key
    std::string document{};
    std::uint32_t version = 0;
    std::string peer{};
    Hash order{}; // same peer and order: one after the other
    // Those of the same peer and order with the same value go together: their documents belong together.
    std::optional<Hash> together{};
    bool withdraws = false; // what the peer was given of the document before this version is withdrawn;
                            // nothing of the version is sent
    DeliveryState state = DeliveryState::waiting;
    std::uint32_t attempts = 0;
    // attempts that certainly delivered nothing: the peer was unreachable or refused it
    std::uint32_t certain_failures = 0;
    Millis created = 0;
    Millis due = 0; // not before
    Millis changed = 0;
    diag::DeliveryReason
        reason{}; // why the last attempt failed, or what is not quite as it was in what was given
    std::string remote_location{};  // the receiver's location of it (Location), or the file's name
    std::optional<Hash> file_sha{}; // SHA-256 of the file that was delivered
    std::string node{};             // the node that sends it now
    Millis lease = 0;               // until when; then another node may take it
    // In a mailbox (closed_deliveries.h); written by nothing that writes a delivery.
    Millis closed_until = 0;
    std::int64_t changes = 0;

    // A lost response, or a node that died, may have delivered it.
    bool may_have_arrived() const { return state == DeliveryState::delivered || attempts > certain_failures; }
};

// A file name in a receiver's folder, and which version it is to stand for.
struct DeliveredName {
    std::string folder{};
    std::string name{};
    std::string document{};
    std::uint32_t version = 0;
};

// A version that a request with an Idempotency-Key created, or found here already. No document: the request
// was withdrawn before it arrived.
struct RequestVersion {
    std::string document{};
    std::uint32_t number = 0;
    bool is_withdrawn_early() const { return document.empty(); }
};

struct IdempotentResponse {
    Hash body{}; // SHA-256 of the request's body and target
    int status = 0;
    std::string location{};
    std::string response_body{}; // kept sealed
    bool is_damaged = false;     // it does not open; then it is empty
};

struct AuditRow {
    std::string node{};
    std::uint64_t sequence = 0;
    std::string event{}; // as kept: audit::audit_event_of
    Hash before{};
    Hash hash{};
    Hash seal{}; // under a key that is not in the database in clear
};

// Behind an event of a chain; of no node: before all of them.
struct AuditPosition {
    std::string node{};
    std::uint64_t sequence = 0;
};

// Where a node's chain ends; sequence 0: nothing in it.
struct AuditEnd {
    std::uint64_t sequence = 0;
    Hash hash{};
};

} // namespace renkei::store
