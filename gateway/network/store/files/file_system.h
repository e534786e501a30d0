// The file system that a store in a file lies on. SQLite in WAL mode shares memory between its connections,
// and locks the file: a file system of the network offers neither with certainty (sqlite.org/wal.html).
#pragma once

#include "gateway/core/diag/result.h"

#include <optional>
#include <string>

namespace renkei::store {

struct StoreSettings;

// f_type of statfs(2) of the folder of a file; 0: it is not known.
long file_system_type_of(const std::string& file);
// "NFS", "SMB" …; nothing: a local one, or one of which nothing is known.
std::optional<std::string_view> network_file_system(long type);

// `store_on_network`, if the store's file lies on NFS or SMB and no setting allows that.
diag::Result<void> check_file_system(const StoreSettings& settings);
// The same as a warning, of each file system of the network that is not refused.
std::optional<diag::Finding> file_system_warning(const StoreSettings& settings);

} // namespace renkei::store
