#include "gateway/server/house_of.h"

namespace renkei::server {
http::House house_of(Gateway& gateway, const http::TrustFiles& trust, std::string canonical, std::function<std::vector<http::Gauge>()> gauges) {
    http::House house;
    house.peers = [&gateway] { return gateway.peers(); };
    house.trust = [&trust] { return trust.current(); };
    house.record = [&gateway](const audit::Event& event) { return gateway.intake().record(event); };
    house.not_ready = [&gateway, &trust]() -> std::string {
        const store::Health health = gateway.store().health();
        if (!health.damage.empty()) {
            return std::string(diag::row(diag::Message::store_damaged).id);
        }
        if (!health.moved.empty()) {
            return "store-moved";
        }
        if (!health.writable) {
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
        const store::Health health = gateway.store().health();
        out.push_back({"renkei_store_waiting", "write jobs that wait for a commit", static_cast<double>(health.waiting)});
        out.push_back({"renkei_store_damaged", "1: something in the store could not be read or written since the start because the database is damaged; 0: nothing so far", health.damage.empty() ? 0.0 : 1.0});
        return out;
    };
    house.clock = &gateway.store().clock();
    house.canonical = std::move(canonical);
    return house;
}

} // namespace renkei::server
