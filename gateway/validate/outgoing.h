// What leads out of a resource: references, URLs, addresses in narratives.
#pragma once

#include "gateway/validate/document.h"

#include <string>
#include <vector>

namespace renkei::validate {

struct Outgoing {
    json::NodeId at;
    std::string address;
};
std::vector<Outgoing> outgoing_of(const Document& document, json::NodeId resource);

} // namespace renkei::validate
