// Reads one answer of HTTP/1.1 from a connection, never more than was wanted.
#pragma once

#include "gateway/exchange/http.h"

namespace renkei::exchange {

struct ReadAnswer {
    HttpAnswer answer{};
    bool may_go_on = false; // the connection stands at the beginning of a next answer
};
Wired<ReadAnswer> read_answer(Wire& wire, std::string_view method, std::size_t most, Moment deadline);

} // namespace renkei::exchange
