// The target of a request, decoded strictly: "/documents/a%20b?x=1" → {"documents", "a b"}, {x: 1}.
#pragma once

#include "gateway/network/http/http_error.h"
#include "gateway/network/http/request.h"

#include <cstdint>

namespace renkei::http {

struct RequestTarget {
    std::vector<std::string> path{};
    Pairs query{};
};

// UTF-8 without control characters; no "." and ".." in the path.
HttpResult<RequestTarget> read_target(std::string_view text);
// Whether a value may have line breaks; then other control characters, which say nothing, become blanks.
enum class Lines : std::uint8_t { one, several };
// "a=1&b=2", of a query or a form.
HttpResult<Pairs> read_pairs(std::string_view text, Lines lines = Lines::one);
// A name or a value for the query of a link, as read_target() reads it.
std::string percent_encoded(std::string_view text);

} // namespace renkei::http
