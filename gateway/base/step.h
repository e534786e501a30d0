// Places between durable steps where a test may kill the process: RENKEI_DIE_AT=NAME or NAME:3 (the third time it is passed).
// Only builds with RENKEI_TEST_HOOKS have them.
#pragma once

#include <string_view>

namespace renkei::base {

#ifdef RENKEI_TEST_HOOKS
void step(std::string_view name);
#else
inline void step(std::string_view) {}
#endif

} // namespace renkei::base
