// `page:` of fhir.yaml: what a page for people shows first, what stands above all, and what is at its end.
#pragma once

#include "gateway/core/yaml/source.h"
#include "gateway/forms/mapping/load/example.h"

namespace renkei::mapping {

// Reads the `page:` of one part; all sections must be known before. Items that this version of the form does
// not have are left out.
void read_page(const yaml::Node& part, Example& example, diag::Report& report);

// A word of form::keys::alert_words; empty: none.
AlertKind alert_kind(std::string_view word);

} // namespace renkei::mapping
