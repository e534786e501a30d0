// PostgreSQL through libpq.
#pragma once

#include "gateway/network/store/sql/sql.h"

namespace renkei::store {

// `connection`: a libpq connection string.
diag::Result<std::unique_ptr<Connection>> connect_postgres(const std::string& connection);

} // namespace renkei::store
