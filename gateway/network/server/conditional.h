// What a request says about the version that its caller knows: If-None-Match, If-Match (RFC 9110 §13.1). A
// condition is honoured, or refused by its name; none is passed over.
#pragma once

#include "gateway/network/server/route.h"

#include <cstdint>
#include <vector>

namespace renkei::server {

// Before the handler: an error names a condition that this route does not honour, or that is not well formed.
// The statuses of the row say what it honours.
diag::Result<void> check_conditions(const Route& route, const Request& request);
// Behind the handler of a read: what it found is not what the caller asks for, or not newer.
void apply_conditions(const Request& request, Response& response);

// The caller has it already.
bool is_not_modified(const Request& request, std::string_view etag);
// A record with this tag may be changed, as far as If-Match says.
bool is_known_version(const Request& request, std::string_view etag);
// The versions of the document that If-Match names, by the tag of any of their representations; 0 is one of
// another document. Empty: any will do.
std::vector<std::uint32_t> known_versions(const Request& request, std::string_view document);

} // namespace renkei::server
