// An answer as bytes: status line and headers, and the body; packed if that is wanted and worth it.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/http/request.h"

namespace renkei::http {

struct ReplyTo {
    std::string_view method{};
    std::string_view accept_encoding{};
    std::string_view request{}; // our id of it
    std::string_view sent_id{}; // the caller's X-Request-Id, if the answer may repeat it; empty: none
    bool ends = false;          // the connection
    base::Millis now = 0;
};
struct Reply {
    std::string head;
    std::string body; // as it goes out: packed perhaps, empty where there is none
    BodySource source{}; // goes out behind it, as it is
};
Reply reply(Answer answer, const ReplyTo& to);

} // namespace renkei::http
