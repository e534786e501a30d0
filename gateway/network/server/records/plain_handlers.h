// Kinds of records that plain-kinds.tsv names have these routes.
#pragma once

#include "gateway/network/server/route.h"

#include <vector>

namespace renkei::server {

std::vector<Route> plain_routes();

} // namespace renkei::server
