// A random canonical text for an item, made from what the item table says about it.
#pragma once

#include "gateway/forms/form/form.h"

#include "tests/laws/random.h"

#include <string>

namespace renkei::laws {

// What the form's syntaxes can write.
enum class Letters : std::uint8_t { cp932, unicode };
Letters letters_of(const form::Form& form);

std::string any_text(Random& random, Letters letters, std::size_t max_characters);
std::string any_value(const form::Form& form, const form::Item& item, Letters letters, Random& random);

} // namespace renkei::laws
