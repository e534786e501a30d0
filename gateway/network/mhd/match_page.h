// The continuation of a $match, in a link: what is asked as parameters of a page token, which seals them.
#pragma once

#include "gateway/network/mhd/person_match.h"

namespace renkei::mhd {

QueryPairs match_parameters(const MatchQuery& query);
MatchQuery match_query(const QueryPairs& parameters); // of match_parameters()

} // namespace renkei::mhd
