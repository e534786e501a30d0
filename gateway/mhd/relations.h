// How a document that is provided relates to others. A replacement is carried out; no other relation is kept, and who provides it is
// told so, as IHE MHD wants it (ITI-65, table 2:3.65.4.1.3-1).
#pragma once

#include "gateway/mhd/wrongs.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::mhd {

// What is told of a relation with this code: IHE's name of the warning is its first argument. Nothing: it replaces.
std::optional<diag::Finding> relation_not_kept(std::string_view code, std::string path);
// What it replaces is no document as this gateway names them; ids of other servers are none here.
void add_unknown_target(const json::Tree& tree, json::NodeId relation, Wrongs& wrongs);

} // namespace renkei::mhd
