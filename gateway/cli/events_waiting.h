// Audit events on their way into the chain, which a command that reads the chain does not see.
#pragma once

#include "gateway/cli/exit_code.h"
#include "gateway/cli/site.h"

namespace renkei::cli {

// Before the chain is read. Clean, or says how many wait and where.
ExitCode warn_if_events_wait(const store::Store& store, Language language);

} // namespace renkei::cli
