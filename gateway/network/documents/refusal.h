// The refusal that a finding leads to.
#pragma once

#include "gateway/network/documents/intake.h"

namespace renkei::documents {

// The refusal for an error that ended a request.
Refusal refusal_of(const diag::Error& error);
// The refusal of a document that could not be read: it is malformed, or its content is wrong.
Refusal refusal_of_reading(const diag::Report& report);
// The id of the first error, for logs; empty: none.
std::string_view first_error_id(const diag::Report& report);

} // namespace renkei::documents
