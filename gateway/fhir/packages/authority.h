// Whose code system is it? Guides ship a few codes of LOINC, SNOMED CT and others, and call them complete.
#pragma once

#include "gateway/fhir/packages/package_image.h"

#include <string_view>
#include <vector>

namespace renkei::packages {

// May this package say which codes the system has? Otherwise what it ships of the system is a part,
// whatever its `content` is. An image without a package's name was put together by its user, who answers
// for it.
bool may_define(const PackageImage& image, std::string_view system);

// Code systems of others that the package calls complete.
std::vector<std::string_view> overclaimed_code_systems(const PackageImage& image);

} // namespace renkei::packages
