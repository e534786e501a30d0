// What the management door answers: is the program alive, may it be sent work, what has it counted.
#pragma once

#include "gateway/server/front.h"

namespace renkei::server {

std::span<const Route> management_routes(); // their handlers are here, not in the table: they need no gateway
Answer manage(Front& front, const Route& route);

} // namespace renkei::server
