// The notify protocol of systemd (Type=notify) without its library: datagrams to the socket that
// $NOTIFY_SOCKET names.
#pragma once

#include <string_view>

namespace renkei::daemon {

// "READY=1", "STOPPING=1". False: there is no socket, and nothing was sent.
bool notify_service_manager(std::string_view state);

} // namespace renkei::daemon
