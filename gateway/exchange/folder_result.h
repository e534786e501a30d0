// NAME.result.json (see folder_names.h): what became of a file that was put into a drop folder.
#pragma once

#include "gateway/documents/submit.h"

namespace renkei::exchange {

// {"file":…,"outcome":"taken"|"refused","documents":[{"id":…,"version":…,"fate":…,"deliveries":…,"sha256":…}],"report":[…]}
std::string folder_result(std::string_view file_name, const documents::Receipt& receipt);

} // namespace renkei::exchange
