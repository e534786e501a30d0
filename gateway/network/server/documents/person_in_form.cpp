#include "gateway/network/server/documents/person_in_form.h"

#include "gateway/core/text/width.h"
#include "gateway/core/text/words.h"

#include <algorithm>
#include <iterator>

namespace renkei::server {

std::set<std::string, std::less<>> names_in_url(const Request& request) {
    std::set<std::string, std::less<>> out;
    // else it would not be here
    if (const HttpResult<http::RequestTarget> target = http::read_target(request.target)) {
        std::ranges::transform(target->query, std::inserter(out, out.end()), &Pairs::value_type::first);
    }
    return out;
}

std::string typed_number(std::string_view value) {
    const std::string narrow = text::narrow_ascii(value);
    return std::string(text::trim(narrow));
}

} // namespace renkei::server
