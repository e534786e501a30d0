#include "gateway/core/time/instant.h"
#include "gateway/fhir/resources/uuid5.h"
#include "gateway/network/auditreport/render.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace renkei::auditreport {
namespace {

constexpr std::string_view event_names = "https://renkei.example.jp/fhir/audit-event/";

} // namespace

std::string as_bundle(std::vector<BundledEvent> events, base::Millis made) {
    std::ranges::sort(events, {}, [](const BundledEvent& event) {
        return std::tuple(event.at, std::string_view(event.node), event.sequence);
    });
    const resources::Uuid5 uuid = resources::Uuid5(resources::url_namespace).with(event_names);
    std::string out =
        fmt::format(R"({{"resourceType":"Bundle","type":"collection","timestamp":"{}")", time::instant(made));
    std::string_view before = ",\"entry\":[\n"; // FHIR has no empty arrays
    for (const BundledEvent& event : events) {
        out += before;
        before = ",\n";
        out += "{\"fullUrl\":\"urn:uuid:";
        uuid.append(out, fmt::format("{}/{}", event.node, event.sequence));
        out += fmt::format("\",\"resource\":{}}}", event.json);
    }
    return out + (events.empty() ? "}\n" : "\n]}\n");
}

} // namespace renkei::auditreport
