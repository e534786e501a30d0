#include "gateway/network/http/bearer.h"

#include "gateway/core/text/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace renkei::http {
namespace {

// Behind the scheme, which ends at a blank or a tab; nullopt: another scheme.
std::optional<std::string_view> after_bearer(std::string_view value) {
    const std::size_t end = std::min(value.find_first_of(" \t"), value.size());
    return text::same_word(value.substr(0, end), "Bearer") ? std::optional(text::trim(value.substr(end)))
                                                           : std::nullopt;
}

} // namespace

HttpResult<std::string_view> bearer_token(const net::Fields& headers) {
    const std::vector<std::string_view> values = net::values_of(headers, "Authorization");
    if (std::ranges::none_of(values, [](std::string_view each) { return after_bearer(each).has_value(); })) {
        return std::string_view();
    }
    const std::string_view token =
        values.size() == 1 ? after_bearer(values.front()).value_or("") : std::string_view();
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
