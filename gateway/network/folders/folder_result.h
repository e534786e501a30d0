// NAME.result.json (see folder_names.h): the result of a file in a watched folder.
#pragma once

#include "gateway/network/documents/intake.h"

namespace renkei::folders {

// {"file":…,"outcome":"taken"|"refused","documents":[{"id":…,"version":…,"fate":…,"deliveries":…,"sha256":…}],"report":[…]}
std::string folder_result(std::string_view file_name, const documents::Receipt& receipt);

} // namespace renkei::folders
