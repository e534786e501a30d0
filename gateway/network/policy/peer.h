// A peer: an organisation that may call this gateway, or be called by it.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/text/repertoire.h"
#include "gateway/network/policy/number.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace renkei::policy {

enum class Role : std::uint8_t {
    hospital,       // 病院
    clinic,         // 診療所
    care_manager,   // 居宅介護支援事業所
    care_office,    // 介護サービス事業所・施設
    visiting_nurse, // 訪問看護ステーション
    pharmacy,       // 薬局
    municipality,   // 市町村（保険者）
    network,        // 地域医療情報連携ネットワーク: passes on documents of its members
    hub,            // 介護情報基盤, another gateway: passes on documents of others
    portal,         // 本人向けポータル: asks for the person whom its token names
};
std::span<const std::string_view> role_names(); // by Role
std::optional<Role> role_of(std::string_view name);
std::string_view to_text(Role role);
// Sends documents of other senders.
bool is_intermediary(Role role);

// Which certificates are this peer's. Either the key, or issuer and subject (or a name of the certificate).
struct CertificateBinding {
    std::string key_sha256{}; // 64 lower-case digits: SHA-256 of SubjectPublicKeyInfo
    std::string issuer{};     // RFC 2253
    std::string subject{};    // RFC 2253
    std::string name{};       // subjectAltName "DNS:…" or "URI:…"
    std::string until{}; // YYYY-MM-DD: the last day of the certificate that was entered; empty: unknown. Not
                         // used for authentication
    std::string chain{}; // PEM: the certificate that was entered, and those between; empty: unknown. Not used
                         // for authentication
    std::string unknown{}; // members that a newer program wrote, as they stand in the JSON: kept, and asked
                           // for nothing
    bool operator==(const CertificateBinding&) const = default;
};
bool is_of_same_certificates(const CertificateBinding& one,
                             const CertificateBinding& other); // apart from until and chain

enum class DeliveryMethod : std::uint8_t {
    none,    // not delivered to; reads what it may
    gateway, // POST /documents of another gateway
    mhd,     // ITI-65
    https,   // POST of the file in its syntax
    folder,  // a folder of this machine
    mailbox, // waits here until the peer fetches and acknowledges it
};
std::span<const std::string_view> delivery_method_names(); // by DeliveryMethod
std::optional<DeliveryMethod> delivery_method_of(std::string_view name);
std::string_view to_text(DeliveryMethod delivery_method);

// Why an entry cannot be read: a message in either language.
struct UnreadableReason {
    std::optional<diag::Message> why{}; // nothing: it was read
    std::vector<std::string> args{};
    bool empty() const { return !why; }
    bool operator==(const UnreadableReason&) const = default;
};

struct Peer {
    std::string id; // [a-z0-9-]{1,64}
    std::string name{};
    Role role = Role::care_office;
    std::vector<Number> numbers{};
    std::vector<CertificateBinding> bindings{};
    DeliveryMethod delivery_method = DeliveryMethod::none;
    std::string address{};         // URL or folder
    std::string syntax{};          // what it is given: "fhir", "fhir-xml", "csv", "json"…; empty: as sent
    std::string edition{};         // "clins 1.10.0": in which documents of that family are written for it
    text::Characters characters{}; // that its system has: others are replaced in the CSV that it is given
    std::vector<std::string> attachments{"application/pdf"}; // media types without a form that it may send
    // Of the users of its system, by what was agreed with it (mappings/access/jobs.tsv): where no token names
    // a user, the sharing matrix takes this job. Empty: none.
    std::string job{};
    std::string token_issuer{}; // URL of its authorization server; empty: it names no users
    std::string token_keys{};   // of that, as they stand in the JSON: a JWKS (RFC 7517), public keys only
    bool revoked = false;
    std::vector<std::string> must_know{}; // members that a program must know to let this peer in
    std::string unknown{};                // as of a binding
    UnreadableReason unreadable{}; // not empty: why this program cannot read the entry. Then it is one of a
                                   // revoked peer, and cannot be changed

    bool operator==(const Peer&) const = default;
};
using PeerList = std::vector<Peer>;

// One JSON object, keys in a fixed order; and back: unknown words and what check() refuses are errors that
// name the place. A newer program on the same store may write members that this one does not know: they give
// nothing here, and are written back as they were. If such a member narrows what a peer may, the entry names
// it in "must_know": a program that does not know it cannot read the entry.
std::string to_json(const Peer& peer);
diag::Result<Peer> read_peer(std::string_view json);
// An entry of the store: one that cannot be read shuts out its own peer and no other; what is for it waits.
Peer read_stored_peer(std::string_view id, std::string_view json);
// id, numbers, bindings, address: each well-formed, and fit together. `peer_unread`: an entry that was not
// read can say none of that
diag::Result<void> check(const Peer& peer);

} // namespace renkei::policy
