// gzip, both ways.
#pragma once

#include "gateway/http/refused.h"

#include <string>
#include <string_view>

namespace renkei::http {

std::string gzip(std::string_view bytes);
// More than `limit` bytes come out: 413, having unpacked no more than that. One member, whole, nothing behind it: else 400.
Or<std::string> gunzip(std::string_view bytes, std::size_t limit);

// "gzip" is unpacked, "identity" or empty stays; others: 415.
Or<std::string> decode_body(std::string body, std::string_view encoding, std::size_t limit);

} // namespace renkei::http
