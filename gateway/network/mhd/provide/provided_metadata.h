// What a DocumentReference (and the SubmissionSet around it) says about a document that cannot say it itself.
#pragma once

#include "gateway/network/documents/extracted_metadata.h"
#include "gateway/network/mhd/metadata/path.h"

namespace renkei::mhd {

// Of senders, receivers and persons each as many are read, and one more to see that they are too many: every
// document of a request has its own copies.
inline constexpr std::size_t max_parties = 100;

// Of the SubmissionSet: for all documents in it, so it is read once.
struct SetParties {
    std::vector<policy::Identifier> senders{};
    std::vector<policy::Identifier> receivers{};
};
// `follow`: to what else came in the same request.
SetParties parties_of_set(const json::Tree& tree, json::NodeId set, const Follow& follow);
documents::ExtractedMetadata metadata_of_reference(const json::Tree& tree, json::NodeId reference,
                                                   const SetParties& set, const Follow& follow);

} // namespace renkei::mhd
