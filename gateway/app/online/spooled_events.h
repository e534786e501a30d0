// Spooled audit events that are not in the chain yet, so commands that read the chain do not show them.
#pragma once

#include "gateway/app/online/command_line.h"
#include "gateway/app/online/command_setup.h"

namespace renkei::online {

// Called before the chain is read. Clean, or prints how many events are spooled and where.
ExitCode warn_if_events_are_spooled(const store::Store& store, Language language);

} // namespace renkei::online
