// The text of a key file and its place on disk; KeyRing is what others use.
#pragma once

#include "gateway/core/base/file.h"
#include "gateway/core/base/file_descriptor.h"
#include "gateway/network/seal/key_ring.h"

#include <span>

namespace renkei::seal {

diag::Result<std::vector<MasterKey>> parse_keys(std::string_view text, const std::filesystem::path& file);

diag::Result<std::vector<MasterKey>> read_keys(const std::filesystem::path& file);
// Whole or not at all, 0600, and on disk with its name: a key that seals must not be lost with the power. A
// file that is replaced keeps its owner and group: who runs the command may be another than who reads the
// keys.
diag::Result<void> write_keys(const std::filesystem::path& file, std::span<const MasterKey> keys,
                              base::Overwrite overwrite);

// A lock against other processes that change the same file, until the end of its scope.
diag::Result<base::FileDescriptor> lock_keys(const std::filesystem::path& file);

} // namespace renkei::seal
