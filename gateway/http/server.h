// The server: doors, connections, their limits, and how it stops. What requests mean is the routes' business.
#pragma once

#include "gateway/http/listener.h"

namespace renkei::http {

class Server {
public:
    // Listens and serves when it returns. `log` outlives it, and so does what `house` calls.
    static diag::Result<std::unique_ptr<Server>> open(const Settings& settings, std::vector<Route> routes, House house, Log& log);
    ~Server(); // stops, with a second's patience

    std::uint16_t port(Door door) const; // 0: there is no such door
    // Takes nobody in any more, ends connections that wait, lets requests finish so long, and cuts the rest. /readyz says no from the
    // beginning, and is answered until the end.
    void stop(std::chrono::milliseconds patience);

    // For housekeeping: the audit is told how many callers were refused without a row of their own, in minutes that are over; so is the log
    // of handshakes that failed without a line.
    diag::Result<void> tell_refusals();
    // For housekeeping: certificates and authorities of the doors that changed are read.
    diag::Result<void> tidy(TlsDoor::When when);

private:
    Server(const Limits& limits, std::filesystem::path spool, std::string proxied_header, std::vector<Route> routes, House house, Log& log);
    diag::Result<void> tell(std::vector<Refusals::Sum> sums);
    void log_handshakes(const std::vector<Refusals::Sum>& sums);
    diag::Result<void> open_doors(const Settings& settings);
    diag::Result<void> listen(ListenAt at);
    diag::Result<void> listen_tls(ListenAt at, const tls::Own& own, tls::Oldest oldest);

    Front front_;
    Poco::ThreadPool threads_;
    std::vector<std::unique_ptr<TlsDoor>> tls_;
    std::vector<std::unique_ptr<Listener>> listeners_;
};

} // namespace renkei::http
