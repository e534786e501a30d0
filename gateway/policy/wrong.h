// What is wrong with a peer's entry, told as "found → what may stand there", which reads in every language.
#pragma once

#include "gateway/diag/result.h"

#include <span>
#include <string>
#include <string_view>

namespace renkei::policy {

// `place`: the key, with an index in a list: "numbers[1]".
tl::unexpected<diag::Error> wrong(std::string_view peer, std::string_view place, std::string_view found, std::string_view expected,
                                  diag::Where where = {});

std::string alternatives(std::span<const std::string_view> names); // "a | b | c"

} // namespace renkei::policy
