// Bundle.link: which relations a kind of bundle may have, and the stylesheets of a document.
#pragma once

#include "gateway/fhir/validate/walk/validation_run.h"

namespace renkei::validate {

void check_bundle_links(ValidationRun& validation, const EntryIndex& bundle);

// The entry that holds the stylesheet at `url`; no_entry if none does.
std::uint32_t stylesheet_entry(const EntryIndex& bundle, std::string_view url);

} // namespace renkei::validate
