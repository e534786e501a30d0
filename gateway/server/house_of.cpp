#include "gateway/server/house_of.h"

namespace renkei::server {

http::House house_of(Gateway& gateway, const http::TrustFiles& trust, std::string canonical, std::function<std::vector<http::Gauge>()> gauges) {
    http::House house;
    house.peers = [&gateway] { return gateway.peers(); };
    house.trust = [&trust] { return trust.current(); };
    house.record = [&gateway](const audit::Event& event) { return gateway.intake().record(event); };
    house.not_ready = [&gateway]() -> std::string { return gateway.store().health().writable ? "" : "store-not-writable"; };
    house.gauges = [&gateway, gauges = std::move(gauges)] {
        std::vector<http::Gauge> out = gauges ? gauges() : std::vector<http::Gauge>{};
        out.push_back({"renkei_store_waiting", "write jobs that wait for a commit", static_cast<double>(gateway.store().health().waiting)});
        return out;
    };
    house.clock = &gateway.store().clock();
    house.canonical = std::move(canonical);
    return house;
}

} // namespace renkei::server
