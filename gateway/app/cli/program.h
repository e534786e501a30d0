// The program behind main().
#pragma once

namespace renkei::cli {

int run(int count, const char* const* arguments);

} // namespace renkei::cli
