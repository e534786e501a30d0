// Where the resources of a document come from: one Provenance, whose targets are all of them (IHE mXDE).
#pragma once

#include "gateway/network/mhd/metadata/document_view.h"

#include <string>

namespace renkei::mhd {

// `base`: of the API, which assembled them. The document has resources.
std::string provenance(const DocumentView& view, const std::string& base);

} // namespace renkei::mhd
