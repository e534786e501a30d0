// Labels of confidentiality (v3-Confidentiality) at resources and documents: of several the strictest counts.
// OIDs and older urls name the same code system, so a label counts by its code.
#pragma once

#include "gateway/network/mhd/metadata/path.h"

#include <string_view>

namespace renkei::mhd {

// The stricter of two codes; empty: there is none.
std::string_view stricter(std::string_view one, std::string_view other);
// Of meta.security; empty: it has none.
std::string_view strictest_label(const json::Tree& tree, json::NodeId resource);
// Of a Bundle and its Composition; empty: it has none.
std::string_view label_of_document(const json::Tree& tree, json::NodeId composition);

// meta.security: R or V.
bool is_restricted(const json::Tree& tree, json::NodeId resource);
// `follow`, which notes in `found` that it led to what is restricted. Both outlive it.
Follow noting_restricted(const json::Tree& tree, const Follow& follow, bool& found);

} // namespace renkei::mhd
