// Directories whose entries survive a power failure. For one that others may write, see folders/directory.h.
#pragma once

#include "gateway/core/diag/result.h"

#include <filesystem>

namespace renkei::base {

// fsync of the directory: its entries are on disk.
diag::Result<void> sync_directory(const std::filesystem::path& folder);
diag::Result<void> make_directory(const std::filesystem::path& folder);

// `error` is a value of errno.
tl::unexpected<diag::Error> directory_unusable(const std::filesystem::path& folder, int error);

} // namespace renkei::base
