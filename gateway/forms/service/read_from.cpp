#include "gateway/forms/service/read_from.h"

#include "gateway/forms/mapping/fill/item_home.h"
#include "generated/messages/conversion.h"
#include "generated/messages/rules.h"
#include "generated/messages/service.h"

#include <optional>
#include <set>

namespace renkei::service {

namespace message = diag::message;
using diag::Finding;

void report_read_from(const mapping::Plan& plan, const diag::Report& found, diag::Report& out) {
    std::set<std::string_view> said;
    for (const Finding& finding : found.findings()) {
        const bool helps =
            finding.message == message::value_missing || finding.message == message::loss_unmapped;
        if (!helps || finding.item.empty() || !said.insert(finding.item).second) {
            continue;
        }
        const std::optional<form::ItemId> item = plan.form().item(finding.item);
        const std::string home = item ? mapping::home_of(plan, *item) : "";
        if (!home.empty()) {
            Finding& added = out.add(message::item_read_from, {.file = finding.where.file}, {home});
            added.item = finding.item;
            added.name = finding.name;
        }
    }
}

} // namespace renkei::service
