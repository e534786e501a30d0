// What a program made from other files and can make again: $XDG_CACHE_HOME/renkei, else ~/.cache/renkei.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace renkei::base {

// Size and time of the program's own file: another build makes other bytes, so this belongs into the name of
// what it keeps.
std::string program_identity();

// The file of that name in the cache; empty: this user has none.
std::filesystem::path cached_file(const std::string& name);

// Keeps the bytes in a file that cached_file() named. What cannot be kept is made again next time.
void keep_cached(const std::filesystem::path& file, std::string_view bytes);

} // namespace renkei::base
