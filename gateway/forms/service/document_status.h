// Whether a document says of itself that it holds no longer.
#pragma once

#include "gateway/forms/service/source.h"

namespace renkei::service {

// Of the document read last. An error with its place: it was entered in error, so it is carried into no other
// form. A form file has no such status.
diag::Result<void> check_holds(const RecordSource& source);

} // namespace renkei::service
