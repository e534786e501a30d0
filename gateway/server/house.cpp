#include "gateway/server/house.h"

#include "gateway/server/trust_files.h"

namespace renkei::server {

House house_of(Gateway& gateway, const TrustFiles& trust, std::string canonical, std::function<std::vector<Gauge>()> gauges) {
    House house;
    house.handle = [&gateway](const Route& route, const Request& request, std::span<const std::string> parts) {
        return route.handle(gateway, request, parts);
    };
    house.peers = [&gateway] { return gateway.peers(); };
    house.trust = [&trust] { return trust.current(); };
    house.record = [&gateway](const audit::Event& event) { return gateway.intake().record(event); };
    house.not_ready = [&gateway]() -> std::string { return gateway.store().health().writable ? "" : "store-not-writable"; };
    house.gauges = [&gateway, gauges = std::move(gauges)] {
        std::vector<Gauge> out = gauges ? gauges() : std::vector<Gauge>{};
        out.push_back({"renkei_store_waiting", "write jobs that wait for a commit", static_cast<double>(gateway.store().health().waiting)});
        return out;
    };
    house.clock = &gateway.store().clock();
    house.canonical = std::move(canonical);
    return house;
}

} // namespace renkei::server
