#include "gateway/network/http/bearer.h"

#include "gateway/core/text/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace renkei::http {
namespace {

constexpr std::string_view scheme = "Bearer ";

bool is_bearer(std::string_view value) {
    return text::same_word(value.substr(0, scheme.size()), scheme) ||
           text::same_word(value, scheme.substr(0, scheme.size() - 1)); // without a token
}

} // namespace

HttpResult<std::string_view> bearer_token(const net::Fields& headers) {
    const std::vector<std::string_view> values = net::values_of(headers, "Authorization");
    if (std::ranges::none_of(values, is_bearer)) {
        return std::string_view();
    }
    const std::string_view token =
        values.size() == 1 ? text::trim(values.front().substr(std::min(scheme.size(), values.front().size())))
                           : std::string_view();
    if (!token.empty()) {
        return token;
    }
    HttpError wrong = bad_request("Authorization").value();
    wrong.headers.emplace_back("WWW-Authenticate", R"(Bearer error="invalid_request")");
    return tl::make_unexpected(std::move(wrong));
}

HttpError token_refused(diag::Error error) {
    const std::string_view reason = diag::row(error.message).id;
    HttpError out{resources::refusal_of(error.message).value_or(Refusal::internal), std::move(error), {}};
    if (out.refusal == Refusal::token_refused) { // not where the gateway itself fails
        out.headers.emplace_back(
            "WWW-Authenticate",
            fmt::format(R"(Bearer error="invalid_token", error_description="{}")", reason));
    }
    return out;
}

} // namespace renkei::http
