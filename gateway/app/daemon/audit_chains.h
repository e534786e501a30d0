// The audit chains of all nodes, event by event in the order of the store: their breaks, their ends, and the
// events that they report as lost.
#pragma once

#include "gateway/network/audit/verify.h"
#include "gateway/network/store/rows/rows.h"

#include <map>
#include <string>

namespace renkei::daemon {

using Anchors = std::map<std::string, audit::ChainAnchor, std::less<>>; // by node

class AuditChains {
public:
    AuditChains(Anchors anchors, const seal::Hash& store_key)
        : anchors_(std::move(anchors)),
          key_(audit::key_of_seals(store_key)) {}

    void add(const store::AuditRow& row, diag::Report& report);
    void finish(diag::Report& report);           // after the last event
    std::uint64_t lost() const { return lost_; } // events that the chains report as lost
    const Anchors& ends() const { return ends_; }
    std::string as_anchor() const; // the ends, one per line

private:
    audit::Verifier& verifier(const std::string& node);
    Anchors anchors_;
    seal::Hash key_;
    Anchors ends_{};
    std::uint64_t lost_ = 0;
    std::map<std::string, audit::Verifier, std::less<>> verifiers_{};
};

} // namespace renkei::daemon
