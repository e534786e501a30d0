// The mode of the store's files: only their owner reads and writes them.
#pragma once

#include <sys/stat.h>

namespace renkei::store {

inline constexpr mode_t owner_only = S_IRUSR | S_IWUSR;

} // namespace renkei::store
