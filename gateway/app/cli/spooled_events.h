// Spooled audit events that are not in the chain yet, so commands that read the chain do not show them.
#pragma once

#include "gateway/app/cli/exit_code.h"
#include "gateway/app/cli/installation.h"

namespace renkei::cli {

// Called before the chain is read. Clean, or prints how many events are spooled and where.
ExitCode warn_if_events_are_spooled(const store::Store& store, Language language);

} // namespace renkei::cli
