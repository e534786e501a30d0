// Every command that needs the network or the store.
#pragma once

#include "gateway/app/cli/program.h"

namespace renkei::online {

cli::NetworkCommands commands();

} // namespace renkei::online
