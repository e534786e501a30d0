// Deletes superseded versions and withdrawn documents after the configured number of days, with deliveries
// that are no longer needed; expired idempotent responses; expired marks of files that were delivered to
// folders.
#pragma once

#include "gateway/app/daemon/installation.h"

namespace renkei::daemon {

diag::Result<void> run_retention(Installation& installation);

} // namespace renkei::daemon
