// What the tests of the validator share: R4's definitions, and resources written with single quotes.
#pragma once

#include "gateway/fhir/definitions/r4_definitions.h"

#include <string>
#include <string_view>

namespace renkei::validate::test {

const definitions::R4Definitions& r4();

// Single quotes stand for double ones, so that JSON can be read in C++.
std::string with_double_quotes(std::string_view text);

} // namespace renkei::validate::test
