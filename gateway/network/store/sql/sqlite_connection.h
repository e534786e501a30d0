// SQLite: one file with its WAL beside it, readable by its owner only.
#pragma once

#include "gateway/network/store/sql/sql.h"

#include <filesystem>

namespace renkei::store {

enum class SqliteAccess : std::uint8_t { read, write };

diag::Result<std::unique_ptr<Connection>> connect_sqlite(const std::filesystem::path& file, SqliteAccess use,
                                                         IfMissing if_missing);

// Opens an existing file read-only for inspection, without effect on programs that have it open. Without
// a WAL beside it nothing is created (unless its program ends at that moment). With a WAL, SQLite reads
// through its index and creates that if it is missing; nothing is removed.
diag::Result<std::unique_ptr<Connection>> open_sqlite_for_inspection(const std::filesystem::path& file);

} // namespace renkei::store
