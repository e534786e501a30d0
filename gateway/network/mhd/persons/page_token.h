// The continuation of a search or a $match, in a link without personal data: the parameters may name a
// person, and links are logged in many places. So they are sealed for the peer that asked.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/mhd/persons/person_match.h"
#include "gateway/network/mhd/search/search_request.h"
#include "gateway/network/seal/hash.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::mhd {

struct PageToken {
    QueryPairs parameters{};
    std::string after{};
};

diag::Result<std::string> seal_page(const seal::Hash& search_key, std::string_view peer,
                                    const PageToken& token);
// Nothing if the token is not one of ours or is another peer's.
std::optional<PageToken> open_page(const seal::Hash& search_key, std::string_view peer,
                                   std::string_view text);

// What a $match asks, as parameters of a page token.
QueryPairs match_parameters(const MatchQuery& query);
MatchQuery match_query(const QueryPairs& parameters); // of match_parameters()

} // namespace renkei::mhd
