// Whether a document says of itself that it holds no longer.
#pragma once

#include "gateway/forms/service/source.h"

namespace renkei::service {

// Fails with the place of the status if the document read last was entered in error: then it is not carried
// into another form. A form file has no such status.
diag::Result<void> check_holds(const RecordSource& source);

} // namespace renkei::service
