// A record about a person that cannot be read closes everything about this person. Here it is dropped, so
// that it can be entered again from its evidence.
#pragma once

#include "gateway/network/ledger/subject.h"

#include <string>
#include <string_view>

namespace renkei::ledger {

// Only one that is damaged; one that a newer program wrote is read by that program. Of a consent it is
// refused while another consent is open: the damaged one may have been a refusal, and without it the other
// would decide. Returns its kind.
diag::Result<std::string> drop_damaged(store::Store& store, const seal::Hash& person, std::string_view id);

} // namespace renkei::ledger
