// Folders whose names stay after a loss of power. For one that others may write, see directory.h.
#pragma once

#include "gateway/diag/result.h"

#include <filesystem>

namespace renkei::exchange {

// The names in a folder are on disk.
diag::Result<void> flush_folder(const std::filesystem::path& folder);
diag::Result<void> make_folder(const std::filesystem::path& folder);

// `error`: as errno has it.
tl::unexpected<diag::Error> folder_unusable(const std::filesystem::path& folder, int error);

} // namespace renkei::exchange
