// What a request says about the version that its caller knows: If-None-Match, If-Match (RFC 9110 §13.1).
#pragma once

#include "gateway/network/server/http_names.h"

namespace renkei::server {

// The caller has it already.
bool is_not_modified(const Request& request, std::string_view etag);
// The version of the document that an If-Match header names; 0: it names none. Nothing: it names another
// document, or is no entity tag of ours.
std::optional<std::uint32_t> version_in(std::string_view if_match, std::string_view document);

} // namespace renkei::server
