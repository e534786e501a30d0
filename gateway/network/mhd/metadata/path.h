// Ways through a FHIR resource, as the tables of this module write them: names joined by dots, arrays are
// walked through.
//   "code|category"            either: all that both lead to
//   "~ihe-sourceId.valueIdentifier"  the extension whose url ends with /ihe-sourceId, or the part of one
//                    whose url is this name
//   "author>name.family"       what the reference leads to, then on
#pragma once

#include "gateway/core/json/tree.h"

#include <functional>
#include <string_view>
#include <vector>

namespace renkei::mhd {

using json::NodeId;
using json::Tree;

// The resource that a reference (its text) leads to; no_node if it is not here.
using Follow = std::function<json::NodeId(std::string_view reference)>;

std::vector<json::NodeId> nodes_at(const json::Tree& tree, json::NodeId from, std::string_view path,
                                   const Follow& follow = {});
// The first one; no_node and an empty text if there is none.
json::NodeId node_at(const json::Tree& tree, json::NodeId from, std::string_view path);
std::string_view text_at(const json::Tree& tree, json::NodeId from, std::string_view path);

} // namespace renkei::mhd
