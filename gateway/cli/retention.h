// What is old is deleted: superseded and withdrawn versions after the configured days, answers and finished deliveries in time.
#pragma once

#include "gateway/cli/site.h"

namespace renkei::cli {

diag::Result<void> retain(Site& site);

} // namespace renkei::cli
