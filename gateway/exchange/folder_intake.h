// Takes the files of a drop folder in as submissions of the peer that the folder belongs to.
#pragma once

#include "gateway/documents/submit.h"
#include "gateway/exchange/folder.h"

namespace renkei::exchange {

// Intake and desks outlive it.
TakeFile take_as(std::string peer, const documents::Intake& intake, documents::Desks& desks, documents::Intake::Peers peers);

} // namespace renkei::exchange
