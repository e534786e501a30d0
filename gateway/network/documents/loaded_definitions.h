// The forms and the FHIR definitions that a gateway works with.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/service/definitions.h"

#include <memory>

namespace renkei::documents {

// Shared and immutable; replaced as a whole when mappings are reloaded.
struct LoadedDefinitions {
    std::shared_ptr<const catalogue::Catalogue> catalogue;
    std::shared_ptr<const service::Definitions> definitions;
};

} // namespace renkei::documents
