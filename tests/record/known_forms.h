// The forms of mappings/, built once per test program.
#pragma once

#include "gateway/forms/form/form.h"

#include <string_view>
#include <vector>

namespace renkei::test {

// Fails the test and ends the program if a mapping is refused.
const std::vector<const form::Form*>& known_forms();
const form::Form& known_form(std::string_view id);

// A sample of the ministry's tables, or of their broken samples; empty if they are not there.
std::string spec_sample(std::string_view path);
bool has_spec();

} // namespace renkei::test
