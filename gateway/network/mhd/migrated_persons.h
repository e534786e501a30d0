// Persons of versions that a program of before 0011_who_sees_versions.sql stored: it did not keep which
// version named whom.
#pragma once

#include "gateway/network/store/store.h"

namespace renkei::mhd {

// Reads them from the documents where the store is not sure. An attachment keeps those that the store has for
// it, and so does a document that cannot be read: it is tried again at the next start.
diag::Result<void> read_migrated_persons(store::Store& store);

} // namespace renkei::mhd
