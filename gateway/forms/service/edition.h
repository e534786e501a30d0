// Of which edition a document is: the one that its profiles name, else the one whose shapes it has, else the
// one of its day.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/tree.h"
#include "gateway/forms/mapping/match/editions.h"
#include "gateway/forms/record/value/record.h"

#include <string_view>
#include <vector>

namespace renkei::service {

class EditionOf {
public:
    // All editions of the form, the one that is written without being asked for at the end. Both outlive it.
    EditionOf(const std::vector<const mapping::Plan*>& editions, const json::Tree& tree);

    const mapping::Plan& first() const { return *fitting_.back(); } // to read it by, before its day is known
    // The edition, as one of the form has read it.
    const mapping::Plan& by_day(const record::Record& record) const;
    // What is unknown, contradicts itself, or was not said. `plan`: the edition that it was read as.
    void report(const mapping::Plan& plan, diag::Report& report) const;

private:
    const mapping::Plan* claimed_by(std::string_view version) const;
    void report_claims(const mapping::Plan& plan, diag::Report& report) const;

    const std::vector<const mapping::Plan*>& editions_;
    const json::Tree& tree_;
    std::vector<mapping::EditionClaim> claims_;
    std::vector<std::vector<json::NodeId>> accepted_; // per edition: what it reads and does not write
    const mapping::Plan* named_ = nullptr;            // by the first claim that is known
    std::vector<const mapping::Plan*> fitting_;       // else those that it contradicts least; at least one
};

} // namespace renkei::service
