// Points between durable steps where a test can kill the process: RENKEI_DIE_AT=NAME, or NAME:3 for the third
// pass. Only builds with RENKEI_TEST_HOOKS have them.
#pragma once

#include <string_view>

namespace renkei::base {

#ifdef RENKEI_TEST_HOOKS
void crash_point(std::string_view name);
#else
inline void crash_point(std::string_view) {}
#endif

} // namespace renkei::base
