// Migrates a database to this program's layout, forward only.
#pragma once

#include "gateway/network/store/sql/sql.h"

#include <span>

namespace renkei::store {

// Text n (from 0) leads from layout n to n + 1.
std::span<const std::string_view> migrations();

// The current layout; 0: there is no store. Other tables without our own: `store_foreign`. A newer layout
// than the last known one is `store_newer`.
diag::Result<std::size_t> layout_of(Connection& sql, std::span<const std::string_view> known = migrations());

// Returns the layout before the migration; 0 if there was none. Errors as above.
diag::Result<std::size_t> migrate(Connection& sql, std::span<const std::string_view> known = migrations());

} // namespace renkei::store
