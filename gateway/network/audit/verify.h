// Is a chain of audit events whole? Fed event by event, in order, per node.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/network/audit/event.h"

namespace renkei::audit {

struct ChainLink {
    std::uint64_t sequence = 0; // from 1, without gaps
    std::string event;
    seal::Hash before{};
    seal::Hash hash{};
    seal::Hash seal{};
};

// A position in a chain with its hash, noted at some time and kept outside the store.
struct ChainAnchor {
    std::uint64_t sequence = 0;
    seal::Hash hash{};
};

class Verifier {
public:
    // `key` of the seals.
    Verifier(std::string node, const seal::Hash& key) : node_(std::move(node)), key_(key) {}
    // Every break in the chain becomes a finding, and the check goes on behind it. A link with a number that
    // was passed already is one of these findings and is skipped.
    void add(const ChainLink& link, diag::Report& report);
    // The event with the anchor's sequence number must have the anchor's hash.
    void expect(const ChainAnchor& anchor) { anchor_ = anchor; }
    // Called at the end of the chain: reports if its end was cut off. If no break was found, the report has
    // the number of events and the last one's hash.
    void finish(diag::Report& report) const;
    std::uint64_t count() const { return count_; }
    const seal::Hash& last() const { return last_; }

private:
    void broken(diag::Report& report, diag::Message message, diag::Arguments args);

    std::string node_;
    seal::Hash key_;
    std::uint64_t count_ = 0;
    std::uint64_t next_ = 1;
    seal::Hash last_{};
    ChainAnchor anchor_{};
    bool broken_ = false;
};

} // namespace renkei::audit
