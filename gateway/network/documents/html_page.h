// A document as a page for people: one HTML file that needs nothing else, no script, nothing from outside.
#pragma once

#include "gateway/forms/service/explain.h"
#include "gateway/network/store/rows.h"

#include <string>

namespace renkei::documents {

std::string render_page(const service::Explanation& document, const store::Version& version);
// What the page may do: show itself.
inline constexpr std::string_view page_content_security_policy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors "
    "'none'";

} // namespace renkei::documents
