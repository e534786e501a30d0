// A request that is not carried out: HTTP status and why.
#pragma once

#include "gateway/diag/result.h"

#include <string>
#include <utility>
#include <vector>

namespace renkei::http {

struct Refused {
    int status = 400;
    diag::Error error{};
    std::vector<std::pair<std::string, std::string>> headers{}; // of the answer
};

template <class T>
using Or = tl::expected<T, Refused>;

inline tl::unexpected<Refused> refused(int status, diag::Message message, std::vector<std::string> args = {}) {
    return tl::make_unexpected(Refused{status, diag::finding(message, {}, std::move(args)), {}});
}
inline tl::unexpected<Refused> malformed(std::string what) {
    return refused(400, diag::Message::request_wrong, {std::move(what)});
}

} // namespace renkei::http
