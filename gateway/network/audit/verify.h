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

// What was known of a chain at some time, and is kept elsewhere.
struct ChainAnchor {
    std::uint64_t sequence = 0;
    seal::Hash hash{};
};

class Verifier {
public:
    // `key` of the seals.
    Verifier(std::string node, const seal::Hash& key) : node_(std::move(node)), key_(key) {}
    // Every break is a finding; goes on behind it. What stands where a later event was seen already is passed
    // over.
    void add(const ChainLink& link, diag::Report& report);
    // At its sequence the hash must be the anchor's.
    void expect(const ChainAnchor& anchor) { anchor_ = anchor; }
    // The end is reached: was it cut off? If nothing was ever found wrong, says how many events there are and
    // the last one's hash.
    void finish(diag::Report& report) const;
    std::uint64_t count() const { return count_; }
    const seal::Hash& last() const { return last_; }

private:
    void broken(diag::Report& report, diag::Message message, std::vector<std::string> args);

    std::string node_;
    seal::Hash key_;
    std::uint64_t count_ = 0;
    std::uint64_t next_ = 1;
    seal::Hash last_{};
    ChainAnchor anchor_{};
    bool broken_ = false;
};

} // namespace renkei::audit
