// The page of a FHIR document that no form reads: what its author wrote for people (Composition.section.text,
// R4 composition.html#attester), and which entries no such text covers.
#pragma once

#include "gateway/core/json/tree.h"

#include <cstdint>
#include <string>

namespace renkei::html {

struct PageHead;

// `version`: of the document in a gateway; 0: not from a gateway. `head`: of the gateway; null: a file.
// Of a Bundle without a Composition: the person and what its entries say.
std::string narrative_page(const json::Tree& tree, std::uint32_t version = 0, const PageHead* head = nullptr);

} // namespace renkei::html
