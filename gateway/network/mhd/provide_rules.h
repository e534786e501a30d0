// What IHE MHD asks of a SubmissionSet and a DocumentReference that are provided, as data: how often an
// element may stand, and its only value where it has one.
#pragma once

#include "gateway/network/mhd/request_findings.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace renkei::mhd {

// The profiles of ITI-65, each asks for all that those before it ask for; ITI-105 has its own.
enum class MetadataLevel : std::uint8_t { minimal, uncontained, comprehensive };
std::optional<MetadataLevel> level_of(std::string_view bundle_profile);
std::string bundle_profiles(); // for messages

enum class ProvidedResource : std::uint8_t { submission_set, document_reference, simplified };

// Adds what is wrong with the resource at `node`.
void check_provided(const json::Tree& tree, json::NodeId node, ProvidedResource what, MetadataLevel level,
                    RequestFindings& issues);

// An identifier of a kind that IHE names ("uniqueId", "entryUUID").
bool has_identifier_type(const json::Tree& tree, json::NodeId identifier, std::string_view type);

} // namespace renkei::mhd
