// Takes the files of a drop folder in as submissions of the peer that the folder belongs to.
#pragma once

#include "gateway/documents/submit.h"
#include "gateway/exchange/folder.h"

namespace renkei::exchange {

// Nobody's files are taken: those of a peer who is not there, or not let in, wait until it is.
std::optional<diag::Error> why_shut(const policy::PeerList& peers, const std::string& peer);

// Intake and desks outlive it.
TakeFile take_as(std::string peer, const documents::Intake& intake, documents::Desks& desks, documents::Intake::Peers peers);

} // namespace renkei::exchange
