// Documents that a transfer carries at all, and those that it refuses for what they say.
#pragma once

#include "gateway/forms/transfer/carry.h"

namespace renkei::transfer {

// An error where the transfer refuses documents that say what this one says (`refuse:`).
diag::Result<void> check_carried(const Transfer& transfer, Direction way, const CarriedFrom& from);

} // namespace renkei::transfer
