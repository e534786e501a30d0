// Brings a database to this program's layout, step by step, never back.
#pragma once

#include "gateway/store/sql.h"

#include <span>

namespace renkei::store {

// Text n (from 0) leads from layout n to n + 1.
std::span<const std::string_view> migrations();

// A newer layout than the last known one is `store_newer`.
diag::Result<void> migrate(Connection& sql);

} // namespace renkei::store
