// SQLite: one file, its log beside it, readable for its owner only.
#pragma once

#include "gateway/store/sql.h"

#include <filesystem>

namespace renkei::store {

enum class Use : std::uint8_t { read, write };

diag::Result<std::unique_ptr<Connection>> connect_sqlite(const std::filesystem::path& file, Use use, IfMissing if_missing);

// To a file that is there, for a look: it can neither be written nor made nor brought to another form, and whoever has it open notices nothing. Without
// a log beside it nothing is made there either (unless its program ends just then). With one, whose program runs or was killed, SQLite reads through the log's index, and makes that if
// it is gone; nothing is removed.
diag::Result<std::unique_ptr<Connection>> look_at_sqlite(const std::filesystem::path& file);

} // namespace renkei::store
