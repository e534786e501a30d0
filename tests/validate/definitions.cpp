#include "tests/validate/definitions.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace renkei::validate::test {

const definitions::R4Definitions& r4() {
    static const auto opened = definitions::R4Definitions::open(RENKEI_BINARY "/share/r4.defs");
    EXPECT_TRUE(opened) << "build the target defs_file";
    return *opened;
}

std::string with_double_quotes(std::string_view text) {
    std::string out(text);
    std::ranges::replace(out, '\'', '"');
    return out;
}

} // namespace renkei::validate::test
