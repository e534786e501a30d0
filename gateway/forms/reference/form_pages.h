// The pages of all forms as files of one folder: an index, a page and a workbook for each version, and the
// examples of the conformance kit.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"

#include <filesystem>
#include <map>
#include <string>

namespace renkei::reference {

// Path in the folder → bytes. `kit` is the folder of the conformance kit; empty: pages without examples.
diag::Result<std::map<std::string, std::string>> form_pages(const catalogue::Catalogue& catalogue,
                                                            const std::filesystem::path& kit);

} // namespace renkei::reference
