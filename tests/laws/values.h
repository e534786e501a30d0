// A random canonical text for an item, made from what the item table says about it.
#pragma once

#include "gateway/forms/model/form.h"

#include "tests/laws/random.h"

#include <string>

namespace renkei::laws {

// What the form's syntaxes can write.
enum class Letters : std::uint8_t { cp932, unicode };
Letters letters_of(const model::Form& form);

std::string any_text(Random& random, Letters letters, std::size_t max_characters);
std::string any_value(const model::Form& form, const model::Item& item, Letters letters, Random& random);

} // namespace renkei::laws
