// A request that is not carried out: HTTP status and why.
#pragma once

#include "gateway/core/diag/result.h"

#include <string>
#include <utility>
#include <vector>

namespace renkei::http {

struct HttpError {
    int status = 400;
    diag::Error error{};
    std::vector<std::pair<std::string, std::string>> headers{}; // of the response
};

template <class T>
using HttpResult = tl::expected<T, HttpError>;

inline tl::unexpected<HttpError> http_error(int status, diag::Message message,
                                            std::vector<std::string> args = {}) {
    return tl::make_unexpected(HttpError{status, diag::finding(message, {}, std::move(args)), {}});
}
inline tl::unexpected<HttpError> bad_request(std::string what) {
    return http_error(400, diag::Message::request_wrong, {std::move(what)});
}

} // namespace renkei::http
