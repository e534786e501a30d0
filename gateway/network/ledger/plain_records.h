// Records of kinds that are data alone. What their acts may do is data (mappings/ledger/KIND); here they
// are entered and changed as all records are.
#pragma once

#include "gateway/network/ledger/enter.h"

namespace renkei::ledger {

// `make` is given the id and the insurer that the new record gets, and makes its text.
diag::Result<store::PlainRecord> enter_plain(store::Store& store, const Act<store::PlainRecord>& act,
                                             const Subject& subject, const Make<store::PlainRecord>& make,
                                             PeerChange* peer = nullptr);

} // namespace renkei::ledger
