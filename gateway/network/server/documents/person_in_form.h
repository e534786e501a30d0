// Persons in the form of a POST …/_search: as people type their numbers, and never in a URL.
#pragma once

#include "gateway/network/server/http_names.h"

#include <set>
#include <string>
#include <string_view>

namespace renkei::server {

// Names of the parameters in the URL, however they are written there: "p%65rson" is person, too.
std::set<std::string, std::less<>> names_in_url(const Request& request);
// As a person types the number on a card: in any width, with blanks around it.
std::string typed_number(std::string_view value);

} // namespace renkei::server
