// What a request says about the version that its caller knows: If-None-Match, If-Match (RFC 9110 §13.1).
#pragma once

#include "gateway/network/server/http_names.h"

#include <cstdint>

namespace renkei::server {

// The caller has it already.
bool is_not_modified(const Request& request, std::string_view etag);
inline constexpr std::uint32_t no_version = UINT32_MAX; // a number that no version has
// The version of the document that an If-Match header names; 0 for any; `no_version` if it names another
// document or is not an entity tag of ours.
std::uint32_t version_in(std::string_view if_match, std::string_view document);

} // namespace renkei::server
