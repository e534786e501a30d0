// Which answer a finding asks for.
#pragma once

#include "gateway/documents/submit.h"

namespace renkei::documents {

// Of an error that ended a request.
Refusal refusal_of(const diag::Error& error);
// Of a document that could not be read: is it malformed, or is what it says wrong?
Refusal refusal_of_reading(const diag::Report& report);
// For those who are told no more than a code: the id of the first error; empty: there is none.
std::string_view reason_of(const diag::Report& report);

} // namespace renkei::documents
