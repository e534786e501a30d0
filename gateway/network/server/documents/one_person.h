// Whether a search by a number alone is about one person.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/access/reader.h"
#include "gateway/network/store/snapshot.h"

#include <span>

namespace renkei::server {

// A number without its insurer or institution may be several persons': then the error is `person_ambiguous`.
// `alone`: those asked numbers that mean a person only within an organisation.
diag::Result<void> check_one_person(const store::Snapshot& snapshot, const access::Reader& reader,
                                    const store::DocumentQuery& query, std::span<const store::Hash> alone);

} // namespace renkei::server
