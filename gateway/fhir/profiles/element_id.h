// Ids of elements: a path in which slices have their names.
#pragma once

#include <string>
#include <string_view>

namespace renkei::profiles {

// "Extension.extension:pointer.value[x]" -> "Extension.extension.value[x]"
std::string path_of_id(std::string_view id);

} // namespace renkei::profiles
