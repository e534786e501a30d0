// The name of a request, for logs, audit and whoever asks: the caller's if it is a short word, else one of ours.
#pragma once

#include <string>
#include <string_view>

namespace renkei::http {

std::string request_id(std::string_view asked);

} // namespace renkei::http
