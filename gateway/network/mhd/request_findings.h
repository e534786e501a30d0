// Findings of a resource, each at its node. Lines and columns are counted from positions that are computed
// once: a report of thousands must not read the input thousands of times.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/place.h"
#include "gateway/core/json/tree.h"

#include <optional>

namespace renkei::mhd {

class RequestFindings {
public:
    // Both outlive it.
    RequestFindings(const json::Tree& tree, diag::Report& report) : tree_(tree), report_(report) {}

    // "expected …, found …"; `found` empty: the node's text.
    void add(json::NodeId node, std::string_view element, std::string_view expected, std::string_view found);
    void add(diag::Message message, json::NodeId node, std::vector<std::string> args);
    bool any() const { return report_.at_least(diag::Severity::error); }

private:
    const json::Tree& tree_;
    diag::Report& report_;
    std::optional<json::Positions> positions_{}; // made for the first one
};

} // namespace renkei::mhd
