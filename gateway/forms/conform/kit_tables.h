// The tables of the exported kit: items, code lists and rules of the forms, for a reader without mappings.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"

#include <map>
#include <string>

namespace renkei::conform {

// File name below the kit's folder → tab-separated text with a head line. Forms of others are left out.
std::map<std::string, std::string> kit_tables(const catalogue::Catalogue& catalogue);

} // namespace renkei::conform
