// Persons in the form of a POST …/_search: as people type their numbers, and never in a URL; and whether a
// number alone is one person's.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/access/reader.h"
#include "gateway/network/server/http_names.h"
#include "gateway/network/store/rows/snapshot.h"

#include <set>
#include <span>
#include <string>
#include <string_view>

namespace renkei::server {

// Names of the parameters in the URL, however they are written there: "p%65rson" is person, too.
std::set<std::string, std::less<>> names_in_url(const Request& request);
// As a person types the number on a card: in any width, with blanks around it.
std::string typed_number(std::string_view value);

// A number without its insurer or institution may be several persons': then the error is `person_ambiguous`.
// `alone`: those asked numbers that mean a person only within an organisation.
diag::Result<void> check_one_person(const store::Snapshot& snapshot, const access::Reader& reader,
                                    const store::DocumentQuery& query, std::span<const store::Hash> alone);

} // namespace renkei::server
