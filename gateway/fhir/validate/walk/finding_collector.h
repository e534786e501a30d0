// Collects what is wrong while a document is checked. Places are nodes; lines and paths are worked out at the
// end, only for what is reported.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/core/json/tree.h"
#include "gateway/fhir/validate/walk/not_judged.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace renkei::validate {

using json::NodeId;

struct NodeFinding {
    diag::Message message;
    diag::Severity severity;
    NodeId at;
    std::shared_ptr<const std::vector<std::string>> args; // shared with the cache of resources
};

class FindingCollector {
public:
    // Keeps at most `most` findings and beyond them as many errors, so milder ones take no room from errors.
    explicit FindingCollector(std::size_t most) : max_(most) {}

    // The same statement about the same place counts once, with the worst of its severities.
    void add(NodeFinding finding);
    bool has_error() const { return errors_ > 0; }
    std::size_t errors() const { return errors_; }
    const std::vector<NodeFinding>& findings() const { return findings_; }
    // How many of them, kept or not, say that something was not judged.
    const NotJudgedCounts& not_judged() const { return not_judged_; }
    std::size_t not_kept(diag::Severity severity) const {
        return not_kept_[static_cast<std::size_t>(severity)];
    }

private:
    void raise(NodeFinding& known, diag::Severity severity);

    std::size_t max_;
    std::size_t errors_ = 0;
    std::array<std::size_t, 3> not_kept_{}; // by severity
    NotJudgedCounts not_judged_{};
    std::vector<NodeFinding> findings_;
    struct Chained {
        std::size_t hash;
        std::uint32_t before; // with the same remainder of the hash: its number, from 1
    };
    std::vector<Chained> chains_;           // by place in findings_
    std::array<std::uint32_t, 256> last_{}; // of each chain
};

} // namespace renkei::validate
