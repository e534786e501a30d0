// The forms of an entry of `needs:` ("careplan1 | careplan6_plan": one of them must be there).
#pragma once

#include <string_view>
#include <vector>

namespace renkei::form {

std::vector<std::string_view> forms_of_need(std::string_view need);

} // namespace renkei::form
