// Errors in a peer's entry, as "found → expected", which reads in every language.
#pragma once

#include "gateway/core/diag/result.h"

#include <string_view>

namespace renkei::policy {

// `place`: the key, with an index in a list: "numbers[1]".
tl::unexpected<diag::Error> peer_error(std::string_view peer, std::string_view place, std::string_view found,
                                       std::string_view expected, diag::Where where = {});

} // namespace renkei::policy
