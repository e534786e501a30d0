// The user's cache, for files that a program can make again: $XDG_CACHE_HOME/renkei, else ~/.cache/renkei.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace renkei::base {

// Size and time of the program's own file: another build makes other bytes, so this belongs into the name of
// each file in the cache.
std::string program_identity();

// The file of that name in the cache; empty: this user has none.
std::filesystem::path cached_file(const std::string& name);

// Keeps the bytes in a file that cached_file() named. If that fails, the caller makes them again next time.
void keep_cached(const std::filesystem::path& file, std::string_view bytes);

// The folder that holds bin/, libexec/renkei/ and share/: /usr, or a build folder. Empty without /proc.
std::filesystem::path installation_folder();

} // namespace renkei::base
