// renkei person set, show: what is known of a person that decides who may read.
#pragma once

#include "gateway/app/online/command_line.h"

namespace renkei::online {

void add_person_state_commands(Command& above, CommandSettings& settings);

} // namespace renkei::online
