// What organisations are to a person because the insurer says so (sharing/stated_relation.h): entered and
// ended. Each change is checked, written and audited in one transaction.
#pragma once

#include "gateway/network/ledger/enter.h"

#include <string_view>

namespace renkei::ledger {

// Refused: of an organisation that no peer is, of a dead person or one who is insured elsewhere, a second one
// of the same kind in the same time.
inline constexpr Act<sharing::StatedRelation> relation_add{"relation-add", Needs::opening, true};

// `make` gives it the last day on which it counts. One that was entered by mistake ends with the day before
// it began. Never later than it ends already.
inline constexpr Act<sharing::StatedRelation> relation_end{"relation-end", Needs::closing, false, false};
diag::Result<sharing::StatedRelation> end_relation(store::Store& store, const seal::Hash& person,
                                                   std::string_view id,
                                                   const Make<sharing::StatedRelation>& make,
                                                   PeerChange* peer = nullptr);
inline diag::Result<sharing::StatedRelation> end_relation(store::Store& store, const seal::Hash& person,
                                                          std::string_view id, const time::Date& last) {
    return end_relation(store, person, id, edited([&](sharing::StatedRelation& it) { it.until = last; }));
}

} // namespace renkei::ledger
