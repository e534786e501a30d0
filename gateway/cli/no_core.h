// What the process holds in clear (keys, documents) gets into no core, and no other program of its user may read it.
#pragma once

namespace renkei::cli {

void leave_no_core();

} // namespace renkei::cli
