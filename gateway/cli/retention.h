// What is old is deleted: superseded and withdrawn versions after the configured days, answers, finished deliveries and
// the marks of what folders were given in time.
#pragma once

#include "gateway/cli/site.h"

namespace renkei::cli {

diag::Result<void> retain(Site& site);

} // namespace renkei::cli
