#include "gateway/forms/service/transfer.h"
#include "generated/messages/rules.h"

#include <fmt/format.h>

#include <set>

namespace renkei::service {
namespace {

namespace message = diag::message;

// A rule that wants an item of the document, which is empty: a value for it mends the document.
bool wants_item(const diag::Finding& finding, const model::Record& record) {
    const std::optional<model::ItemId> index = record.form().item(finding.item);
    if (finding.message != message::rule_broken || finding.severity != diag::Severity::error || !index) {
        return false;
    }
    const model::Item& item = record.form().items()[*index];
    return item.group == model::document_group && record.value(record.root(), item).empty();
}

} // namespace

std::string missing_items(const model::Record& record, const model::Rules& rules, diag::Report& broken) {
    diag::Report all;
    rules.check(record, all, [](const model::ItemLocation&) { return diag::Where{}; });
    std::string out;
    std::set<std::string> named; // once, however many rows lack it
    for (const diag::Finding& finding : all.findings()) {
        const bool is_missing = finding.message == message::value_missing;
        if ((is_missing || wants_item(finding, record)) && named.insert(finding.item).second) {
            out += fmt::format("{}{} ({})", out.empty() ? "" : ", ", finding.name, finding.item);
        }
        if (!is_missing) {
            broken.add(finding);
        }
    }
    return out;
}

} // namespace renkei::service
