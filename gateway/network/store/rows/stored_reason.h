// The reason of a delivery as a row keeps it: its code, and its arguments as a JSON array of strings.
#pragma once

#include "gateway/core/diag/delivery_reason.h"

namespace renkei::store {

std::string arguments_json(const diag::DeliveryReason& reason);
// A code or arguments that this version does not know are shown as recorded.
diag::DeliveryReason read_reason(std::string_view code, std::string_view arguments);

} // namespace renkei::store
