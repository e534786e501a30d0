// SQLite: one file, its log beside it, readable for its owner only.
#pragma once

#include "gateway/store/sql.h"

#include <filesystem>

namespace renkei::store {

enum class Use : std::uint8_t { read, write };

// Makes the file if there is none.
diag::Result<std::unique_ptr<Connection>> connect_sqlite(const std::filesystem::path& file, Use use);

} // namespace renkei::store
