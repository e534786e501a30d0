// Telling systemd how the service is doing (Type=notify), without its library: datagrams to the socket that $NOTIFY_SOCKET names.
#pragma once

#include <string_view>

namespace renkei::cli {

// "READY=1", "STOPPING=1". False: nobody listens, and nothing happened.
bool tell_service_manager(std::string_view state);

} // namespace renkei::cli
