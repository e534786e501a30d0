// The forms and the FHIR definitions that a gateway works with.
#pragma once

#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/service/definitions.h"
#include "gateway/forms/service/prefill_plan.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace renkei::documents {

// Shared and immutable; replaced as a whole when mappings are reloaded.
struct LoadedDefinitions {
    std::shared_ptr<const catalogue::Catalogue> catalogue;
    std::shared_ptr<const service::Definitions> definitions;
    std::filesystem::path mappings{};             // where prefills are read from
    std::vector<service::PrefillPair> prefills{}; // which form can be begun from which
};

} // namespace renkei::documents
