// Submits the files of a watched folder as its peer.
#pragma once

#include "gateway/network/documents/intake.h"
#include "gateway/network/folders/watched_folder.h"

namespace renkei::folders {

// The folder of an unknown or revoked peer is disabled; its files wait.
std::optional<diag::Error> disabled_reason(const policy::PeerList& peers, const std::string& peer);

// Intake and workers outlive it. What belongs together is stored whole or not at all.
SubmitFiles submit_as(std::string peer, const documents::Intake& intake, documents::WorkerPool& pool,
                      documents::Intake::Peers peers);

// By the forms that are known now.
FindGroups sets_among(documents::WorkerPool& pool);

} // namespace renkei::folders
