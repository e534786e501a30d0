// A request that is not carried out: why, and its status by that.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/fhir/resources/refusal.h"
#include "generated/messages/server.h"

#include <string>
#include <utility>
#include <vector>

namespace renkei::http {

using resources::Refusal;

struct HttpError {
    Refusal refusal = Refusal::bad_request;
    diag::Error error{};
    std::vector<std::pair<std::string, std::string>> headers{}; // of the response

    int status() const { return resources::row(refusal).status; }
};

template <class T>
using HttpResult = tl::expected<T, HttpError>;

inline tl::unexpected<HttpError> http_error(Refusal refusal, diag::Message message,
                                            diag::Arguments args = {}) {
    return tl::make_unexpected(HttpError{refusal, diag::finding(message, {}, std::move(args)), {}});
}
// The error with the status that the table of refusals gives for the message.
inline tl::unexpected<HttpError> http_error(diag::Message message, diag::Arguments args = {}) {
    return http_error(resources::refusal_of(message).value_or(Refusal::internal), message, std::move(args));
}
inline tl::unexpected<HttpError> bad_request(std::string what) {
    return http_error(diag::message::request_wrong, {std::move(what)});
}

} // namespace renkei::http
