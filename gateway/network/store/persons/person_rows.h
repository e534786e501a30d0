// Rows of the persons of versions: in `person` whom each version names, in `person_party` each of them with
// each party of the version, for search.
#pragma once

#include "gateway/network/store/sql/sql.h"

#include <span>

namespace renkei::store {

using seal::Hash;

// The parties of the version are there already. `document`: 16 bytes.
diag::Result<void> insert_persons(Connection& sql, std::string_view document, std::uint32_t number,
                                  std::span<const Hash> persons);
// After a party or a person was added.
diag::Result<void> pair_persons(Connection& sql, std::string_view document, std::uint32_t number);
diag::Result<void> drop_persons(Connection& sql, std::string_view document, std::int64_t number);

} // namespace renkei::store
