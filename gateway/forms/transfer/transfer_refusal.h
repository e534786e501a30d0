// Documents that a transfer carries at all, and those that it refuses for what they say.
#pragma once

#include "gateway/forms/service/transfer.h"

namespace renkei::service {

// An error where the transfer refuses documents that say what this one says (`refuse:`).
diag::Result<void> check_carried(const mapping::Transfer& transfer, mapping::Direction way,
                                 const CarriedFrom& from);

} // namespace renkei::service
