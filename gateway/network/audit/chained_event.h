// An event together with its place in its node's chain, as an audit repository gets it: by the hash it knows
// an event that it was sent twice, and an anchor shows that it has the one that is in the store.
#pragma once

#include "gateway/network/audit/facts.h"

namespace renkei::audit {

constexpr std::string_view chain_hashes = "https://renkei.example.jp/fhir/IdSystem/audit-chain-hash";

struct ChainedEvent {
    std::string node{};
    std::uint64_t sequence = 0;
    seal::Hash hash{};
    KeptEvent kept{};
};

// The AuditEvent with one entity more: the hash as identifier, NODE/SEQUENCE as name.
std::string to_json(const ChainedEvent& event);

} // namespace renkei::audit
