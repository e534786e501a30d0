#include "gateway/app/online/audit_text.h"

#include "gateway/core/diag/one_line.h"
#include "gateway/core/time/instant.h"
#include "gateway/network/audit/facts.h"

#include <fmt/format.h>

namespace renkei::online {
namespace {

struct EventColumn {
    std::string_view name;
    std::string audit::Event::*value;
};
// Empty ones are left out.
constexpr EventColumn event_columns[] = {
    {"peer", &audit::Event::peer},         {"about", &audit::Event::about},
    {"document", &audit::Event::document}, {"reason", &audit::Event::reason},
    {"address", &audit::Event::address},   {"request", &audit::Event::request},
    {"person", &audit::Event::person},     {"query", &audit::Event::query},
    {"file", &audit::Event::file},         {"key", &audit::Event::certificate}};

std::string event_line(const store::AuditRow& row, const audit::Event& event) {
    std::string out = fmt::format("{} {} {} {} {} {}", time::instant(event.at), row.node, row.sequence,
                                  audit::to_text(event.outcome), audit::to_text(event.action),
                                  event.interaction.empty() ? "-" : event.interaction);
    for (const EventColumn& column : event_columns) {
        if (const std::string& value = event.*column.value; !value.empty()) {
            out += fmt::format(" {}={}", column.name, value);
        }
    }
    out += event.version != 0 ? fmt::format(" version={}", event.version) : "";
    return out + (event.times > 1 ? fmt::format(" times={}", event.times) : "");
}

} // namespace

std::string audit_line(const store::AuditRow& row) {
    const std::optional<audit::Event> event = audit::event_of(row.event);
    return event ? diag::on_one_line(event_line(row, *event)) : std::string();
}

} // namespace renkei::online
