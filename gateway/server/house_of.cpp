#include "gateway/server/house_of.h"

#include <limits>

namespace renkei::server {
namespace {

constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

} // namespace

http::House house_of(Gateway& gateway, const http::TrustFiles& trust, std::string canonical, std::function<std::vector<http::Gauge>()> gauges) {
    http::House house;
    house.peers = [&gateway] { return gateway.peers(); };
    house.trust = [&trust] { return trust.current(); };
    house.record = [&gateway](const audit::Event& event) { return gateway.intake().record(event); };
    house.not_ready = [&gateway, &trust]() -> std::string {
        const bool lists_ended = trust.current()->ends().value_or(never) <= gateway.store().clock().now() / 1000;
        return !gateway.store().health().writable ? "store-not-writable" : lists_ended ? "revocations-expired" : "";
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
