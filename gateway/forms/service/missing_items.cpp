#include "gateway/forms/service/transfer.h"

#include <fmt/format.h>

namespace renkei::service {

using diag::Message;

std::string missing_items(const model::Record& record, const model::Rules& rules, diag::Report& broken) {
    diag::Report all;
    rules.check(record, all, [](const model::ItemLocation&) { return diag::Where{}; });
    std::string out;
    for (const diag::Finding& finding : all.findings()) {
        if (finding.message == Message::value_missing) {
            out += fmt::format("{}{} ({})", out.empty() ? "" : ", ", finding.name, finding.item);
        } else {
            broken.add(finding);
        }
    }
    return out;
}

} // namespace renkei::service
