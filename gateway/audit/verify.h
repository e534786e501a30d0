// Is a chain of audit events whole? Fed event by event, in order, per node.
#pragma once

#include "gateway/audit/event.h"
#include "gateway/diag/finding.h"

namespace renkei::audit {

struct Link {
    std::uint64_t sequence = 0; // from 1, without gaps
    std::string event;
    seal::Hash before{};
    seal::Hash hash{};
};

class Verifier {
public:
    explicit Verifier(std::string node) : node_(std::move(node)) {}
    // Every break is a finding; goes on behind it. What stands where a later event was seen already is passed over.
    void add(const Link& link, diag::Report& report);
    // An anchor kept elsewhere: at `sequence` the hash must be `hash`.
    void expect(std::uint64_t sequence, const seal::Hash& hash) { anchor_sequence_ = sequence; anchor_ = hash; }
    // The end is reached: was it cut off? If nothing was ever found wrong, says how many events there are and the last one's hash.
    void finish(diag::Report& report) const;
    std::uint64_t count() const { return count_; }
    const seal::Hash& last() const { return last_; }

private:
    void broken(diag::Report& report, diag::Message message, std::vector<std::string> args);

    std::string node_;
    std::uint64_t count_ = 0;
    std::uint64_t next_ = 1;
    seal::Hash last_{};
    std::uint64_t anchor_sequence_ = 0;
    seal::Hash anchor_{};
    bool broken_ = false;
};

} // namespace renkei::audit
