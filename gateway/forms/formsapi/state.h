// What the opaque types of gateway/include/renkei/forms/ hold.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"

#include <renkei/forms/form_catalogue.h>

namespace renkei {

struct FormCatalogue::State {
    catalogue::Catalogue catalogue;
    std::filesystem::path r4_file; // for FHIR that belongs to no form, and for XML
};

} // namespace renkei
