// Parts of an insurer's record that also stand in a state of one decision (state.h).
#pragma once

#include "gateway/network/sharing/insurer.h"
#include "gateway/network/sharing/record_reader.h"

namespace renkei::sharing {

void read_start(RecordReader& in, Insurer& out);
void read_settings(RecordReader& in, InsurerSettings& out);

} // namespace renkei::sharing
