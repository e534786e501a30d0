// The conformance kit as one archive that is of use without Renkei.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/conform/kit/scenario_kit.h"
#include "gateway/forms/publish/package.h"

#include <map>
#include <string>

namespace renkei::conform {

// File name below the kit's folder → tab-separated text with a head line. Forms of others are left out.
std::map<std::string, std::string> kit_tables(const catalogue::Catalogue& catalogue);

// A .zip with the kit's README, manifest, scenarios, every file that they name, the tables of the forms
// (`kit_tables`) and our package of profiles. The same kit, tables and package give the same bytes.
diag::Result<std::string> export_kit(const ConformKit& kit, const std::vector<Scenario>& scenarios,
                                     const std::map<std::string, std::string>& tables,
                                     const publish::Package& profiles);

} // namespace renkei::conform
