#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/service/prefill_record.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "generated/messages/prefill.h"

#include <algorithm>
#include <set>

namespace renkei::service {
namespace {

using form::ItemId;
using record::Record;
using transfer::Transfer;

// The names of what an item of the new form was made from: 「退院時方針の内容、退院時方針指示（本文）」.
std::string sources_of(const Transfer& carried, const Record& from, ItemId ours) {
    std::string out;
    std::set<ItemId> named;
    for (const transfer::TransferRow& row : carried.rows) {
        const form::Item& item = from.form().items()[row.foreign];
        const bool is_there = row.ours == ours &&
                              std::ranges::any_of(transfer::rows_of(from, item.group), [&](const auto* each) {
                                  return !from.value(*each, item).empty();
                              });
        if (is_there && named.insert(row.foreign).second) {
            out.append(out.empty() ? "" : "、").append(from.form().text(item.name));
        }
    }
    return out;
}

bool is_carried(const Transfer& carried, ItemId ours) {
    return std::ranges::find(carried.rows, ours, &transfer::TransferRow::ours) != carried.rows.end() ||
           std::ranges::find(carried.any, ours, &transfer::TransferAny::ours) != carried.any.end();
}

} // namespace

void report_carried(const PrefillPlan& plan, const Record& from, const NewRecord& made, const Record& to,
                    diag::Report& report) {
    const form::Form& form = plan.to->form();
    std::set<std::optional<ItemId>> given;
    for (const auto& [name, value] : made.values) {
        given.insert(transfer::given_item(form, name).item);
    }
    for (const ItemId id : form.items().ids()) {
        if (!is_carried(*plan.carried, id) || given.contains(id)) {
            continue;
        }
        const form::Item& item = form.items()[id];
        const std::string sources = sources_of(*plan.carried, from, id);
        PrefillRow confirm{};
        confirm.rule = PrefillRule::copy_confirm;
        confirm.note = sources.empty() ? "" : "元の欄：" + sources;
        for (const record::Row* row : transfer::rows_of(to, item.group)) {
            if (const std::string_view value = to.value(*row, item).text(); !value.empty()) {
                report.add(finding_of(diag::message::prefill_confirm, plan, confirm, item, std::string(value),
                                      transfer::path_of(form, *row, item)));
            }
        }
    }
    list_missing(made, to, report);
}

} // namespace renkei::service
