// What leads out of a resource: references, URLs, addresses in narratives.
#pragma once

#include "gateway/validate/document.h"

#include <functional>
#include <string_view>

namespace renkei::validate {

// The address lives as long as the call.
using UseAddress = std::function<void(json::NodeId at, std::string_view address)>;
void each_outgoing(const Document& document, json::NodeId resource, const UseAddress& use);

} // namespace renkei::validate
