// Moving files so that a crash leaves them at one place or the other, and what was moved stays moved.
#pragma once

#include "gateway/diag/result.h"

#include <filesystem>

namespace renkei::exchange {

enum class Moved : std::uint8_t {
    yes,
    taken,  // there is such a name already; nothing was overwritten
    gone,   // somebody else has moved it
};
diag::Result<Moved> move_new(const std::filesystem::path& from, const std::filesystem::path& to);
// The names in a folder are on disk.
diag::Result<void> flush_folder(const std::filesystem::path& folder);
// Written over what was there, whole or not at all, on disk with its name.
diag::Result<void> write_durably(const std::filesystem::path& file, std::string_view bytes);
diag::Result<void> make_folder(const std::filesystem::path& folder);

} // namespace renkei::exchange
