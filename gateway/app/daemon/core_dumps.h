// Disables core dumps and reads by other processes of the same user: the memory holds keys and documents in
// clear.
#pragma once

namespace renkei::daemon {

void disable_core_dumps();

} // namespace renkei::daemon
