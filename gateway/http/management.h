// What the management door answers: is the program alive, may it be sent work, what has it counted.
#pragma once

#include "gateway/http/front.h"

namespace renkei::http {

std::vector<Route> management_routes(Front& front); // `front` outlives them

} // namespace renkei::http
