// A document that arrives answers what was asked: 主治医意見書 its request. It is noted in the transaction
// that stores the document; when the document is withdrawn, the request waits again.
#pragma once

#include "gateway/network/documents/intake.h"

namespace renkei::ledger {

// The report says to the sender that no request is known or none can be read, that it was answered already or
// closed before, or that it names another birth date. The document is kept all the same.
diag::Result<void> note_arrival(store::Transaction& transaction, const documents::Arrival& arrival,
                                const policy::Caller& caller, base::Millis now, diag::Report& report);

} // namespace renkei::ledger
