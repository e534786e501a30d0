#include "gateway/server/house_of.h"

namespace renkei::server {
http::House house_of(Gateway& gateway, const http::TrustFiles& trust, std::string canonical, std::function<std::vector<http::Gauge>()> gauges) {
    http::House house;
    house.peers = [&gateway] { return gateway.peers(); };
    house.trust = [&trust] { return trust.current(); };
    house.record = [&gateway](const audit::Event& event) { return gateway.intake().record(event); };
    house.not_ready = [&gateway, &trust]() -> std::string {
        if (!gateway.store().health().writable) {
            return "store-not-writable";
        }
        const diag::Result<void> lists = trust.current()->judge_lists(gateway.store().clock().now() / 1000);
        return lists ? std::string() : std::string(diag::row(lists.error().message).id);
    };
    house.gauges = [&gateway, &trust, gauges = std::move(gauges)] {
        std::vector<http::Gauge> out = gauges ? gauges() : std::vector<http::Gauge>{};
        if (const auto ends = trust.current()->ends()) {
            out.push_back({"renkei_revocations_end", "when the first revocation list ends, seconds since 1970; then nobody is let in", static_cast<double>(*ends)});
        }
        out.push_back({"renkei_store_waiting", "write jobs that wait for a commit", static_cast<double>(gateway.store().health().waiting)});
        return out;
    };
    house.clock = &gateway.store().clock();
    house.canonical = std::move(canonical);
    return house;
}

} // namespace renkei::server
