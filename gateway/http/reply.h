// An answer as bytes: status line, headers, body; packed if that is wanted and worth it.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/http/request.h"

namespace renkei::http {

struct ReplyTo {
    std::string_view method{};
    std::string_view accept_encoding{};
    std::string_view request{}; // id
    bool ends = false;          // the connection
    base::Millis now = 0;
};
std::string reply(const Answer& answer, const ReplyTo& to);

} // namespace renkei::http
