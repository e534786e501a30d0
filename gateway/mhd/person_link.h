// Tells the gateway that two numbers are one person's, and takes that back. Decided by people; recorded in the audit, where only keyed
// hashes of the numbers stand.
#pragma once

#include "gateway/documents/parties.h"
#include "gateway/store/store.h"

#include <string_view>

namespace renkei::mhd {

// "SYSTEM|NUMBER" or, for a number that several insurers or institutions may give, "SYSTEM|WITHIN.NUMBER" as in searches.
diag::Result<documents::PersonNumber> read_person(std::string_view text);

diag::Result<void> link_persons(store::Store& store, const documents::PersonNumber& a, const documents::PersonNumber& b);
diag::Result<void> unlink_persons(store::Store& store, const documents::PersonNumber& a, const documents::PersonNumber& b);

} // namespace renkei::mhd
