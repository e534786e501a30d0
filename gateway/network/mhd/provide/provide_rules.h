// What IHE MHD asks of a SubmissionSet and a DocumentReference that are provided, as data: how often an
// element may stand, and its only value where it has one.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/core/json/place.h"
#include "gateway/core/json/tree.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace renkei::mhd {

// The profiles of ITI-65, each asks for all that those before it ask for; ITI-105 has its own.
enum class MetadataLevel : std::uint8_t { minimal, uncontained, comprehensive };
std::optional<MetadataLevel> level_of(std::string_view bundle_profile);
std::string bundle_profiles(); // for messages

enum class ProvidedResource : std::uint8_t { submission_set, document_reference, simplified };

// Findings of a resource, each at its node. Lines and columns are counted from positions that are computed
// once: a report of thousands must not read the input thousands of times.
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

// Adds what is wrong with the resource at `node`.
void check_provided(const json::Tree& tree, json::NodeId node, ProvidedResource what, MetadataLevel level,
                    RequestFindings& issues);

// An identifier of a kind that IHE names ("uniqueId", "entryUUID").
bool has_identifier_type(const json::Tree& tree, json::NodeId identifier, std::string_view type);

} // namespace renkei::mhd
