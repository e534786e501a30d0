// A hospital's own document (JP-CLINS) that names no receiver: an eDischargeSummary.
#pragma once

#include "tests/documents/kit.h"

namespace renkei::documents {

// The usual peers and its sender, "ward".
std::vector<policy::Peer> peers_with_ward();
// `course`: words of it, so that versions differ.
std::string summary(std::string_view version, std::string_view course);

} // namespace renkei::documents
