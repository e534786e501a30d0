// The server: listeners, connections, their limits, and how it stops. The meaning of requests is in the
// routes.
#pragma once

#include "gateway/network/http/listener.h"

namespace renkei::http {

class Server {
public:
    // Listens and serves when it returns. `log` outlives it, and so does what `callbacks` calls.
    static diag::Result<std::unique_ptr<Server>> open(const Settings& settings, std::vector<Route> routes,
                                                      ServerCallbacks callbacks, runtime::Log& log);
    ~Server(); // stops within a second

    std::uint16_t port(ListenerKind kind) const; // 0: there is no such listener
    // Accepts no more connections, closes the idle ones, gives requests so long to finish, and cuts the rest.
    // /readyz returns 503 from the beginning, and is answered until the end.
    void stop(std::chrono::milliseconds grace_period);

    // Periodic task: writes the counts of finished minutes, of refused callers into the audit, of failed
    // handshakes into the log.
    diag::Result<void> report_refusals();
    // Periodic task: reads certificates and authorities of listeners that changed.
    diag::Result<void> reload_tls_files(ReloadableTlsContext::Reload when);

private:
    Server(const Limits& limits, std::filesystem::path spool, std::string proxied_header,
           std::vector<Route> routes, ServerCallbacks callbacks, runtime::Log& log);
    diag::Result<void> write_summaries(std::vector<RefusalThrottle::Summary> summaries);
    void log_failed_handshakes(const std::vector<RefusalThrottle::Summary>& summaries);
    diag::Result<void> open_listeners(const Settings& settings);
    diag::Result<void> listen(ListenerSettings at);
    diag::Result<void> listen_tls(ListenerSettings at, const tls::Credentials& credentials,
                                  tls::MinVersion min_version);

    ServerState state_;
    Poco::ThreadPool threads_;
    std::vector<std::unique_ptr<ReloadableTlsContext>> tls_;
    std::vector<std::unique_ptr<Listener>> listeners_;
};

} // namespace renkei::http
