// What is old is deleted: superseded versions and withdrawn documents after the configured days, with the deliveries that nobody needs to
// know of any more; answers, and the marks of what folders were given, in time.
#pragma once

#include "gateway/cli/site.h"

namespace renkei::cli {

diag::Result<void> retain(Site& site);

} // namespace renkei::cli
