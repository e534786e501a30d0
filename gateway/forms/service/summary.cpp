
#include "gateway/core/diag/grouped.h"
#include "gateway/forms/mapping/fill/item_home.h"
#include "gateway/forms/service/convert.h"
#include "generated/messages/conversion.h"
#include "generated/messages/rules.h"
#include "generated/messages/service.h"

#include <set>
#include <string>

namespace renkei::service {
namespace {

using diag::Finding;

std::size_t values_in(const record::Record& record, const record::Row& row) {
    const form::Form& form = record.form();
    std::size_t out = 0;
    for (const form::Item& item : form.items()) {
        out += item.group == row.group && row.has(item.slot) ? 1 : 0;
    }
    for (std::uint16_t slot = 0; slot < form.groups()[row.group].groups; ++slot) {
        for (const record::Row* below : row.groups[slot]) {
            out += values_in(record, *below);
        }
    }
    return out;
}

} // namespace

std::optional<Finding> summary_of(const record::Record& record, const diag::Report& report) {
    std::size_t withheld = 0;
    std::size_t reported = 0;
    std::size_t converted = 0;
    std::size_t lost = report.not_shown(diag::Severity::warning) + report.not_shown(diag::Severity::error);
    std::size_t clinical = 0;
    for (const Finding& finding : report.findings()) {
        if (is_withheld(finding)) {
            ++withheld;
        } else if (is_about_carried(finding)) {
            ++reported;
        } else if (finding.message == message::loss_converted) {
            ++converted;
        } else if (is_loss(finding)) {
            ++lost;
            clinical += finding.is_clinical ? 1 : 0;
        }
    }
    if (withheld + reported + converted + lost == 0) {
        return std::nullopt;
    }
    return diag::finding(message::conversion_summary, {},
                         {std::to_string(values_in(record, record.root())), std::to_string(reported),
                          std::to_string(withheld), std::to_string(lost), std::to_string(clinical),
                          std::to_string(converted)});
}

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
