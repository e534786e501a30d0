#include "gateway/forms/mapping/plan/plan.h"
#include "gateway/forms/service/prefill_record.h"
#include "gateway/forms/transfer/carry.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "generated/messages/prefill.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace renkei::service {
namespace {

using form::ItemId;
using record::Record;

std::set<ItemId> items_given(const form::Form& form, const transfer::GivenValues& values) {
    std::set<ItemId> out;
    for (const auto& [name, value] : values) {
        if (const std::optional<ItemId> item = transfer::given_item(form, name).item) {
            out.insert(*item);
        }
    }
    return out;
}

// The names of what an item of the new form was made from: 「退院時方針の内容、退院時方針指示（本文）」.
std::string sources_of(const transfer::Transfer& carried, const Record& from, ItemId ours) {
    std::string out;
    std::set<ItemId> named;
    for (const transfer::TransferRow& row : carried.rows) {
        const form::Item& item = from.form().items()[row.foreign];
        const bool is_there = row.ours == ours &&
                              std::ranges::any_of(transfer::rows_of(from, item.group), [&](const auto* each) {
                                  return !from.value(*each, item).empty();
                              });
        if (is_there && named.insert(row.foreign).second) {
            out += fmt::format("{}{}", out.empty() ? "" : "、", from.form().text(item.name));
        }
    }
    return out;
}

bool is_carried(const transfer::Transfer& carried, ItemId ours) {
    return std::ranges::find(carried.rows, ours, &transfer::TransferRow::ours) != carried.rows.end() ||
           std::ranges::find(carried.any, ours, &transfer::TransferAny::ours) != carried.any.end();
}

} // namespace

void report_carried(const PrefillPlan& plan, const Record& from, const NewRecord& made, Record& to,
                    diag::Report& report) {
    const form::Form& form = plan.to->form();
    const std::set<ItemId> given = items_given(form, made.values);
    const auto sentence = plan.sentences.find(PrefillRule::copy_confirm);
    for (const ItemId id : form.items().ids()) {
        const form::Item& item = form.items()[id];
        if (!is_carried(*plan.carried, id) || given.contains(id)) {
            continue;
        }
        const std::string sources = sources_of(*plan.carried, from, id);
        for (const record::Row* row : transfer::rows_of(to, item.group)) {
            const std::string_view value = to.value(*row, item).text();
            if (value.empty()) {
                continue;
            }
            const std::string_view display = transfer::display_of(form, item, value);
            diag::Finding& finding =
                report.add(diag::message::prefill_confirm, {.path = transfer::path_of(form, *row, item)},
                           {display.empty() ? std::string(value) : fmt::format("{}（{}）", display, value),
                            fmt::format("{}{}{}", sentence == plan.sentences.end() ? "" : sentence->second,
                                        sources.empty() ? "" : "。元の欄：", sources)});
            finding.item = form.text(item.id);
            finding.name = form.text(item.name);
            finding.value = value;
        }
    }
    diag::Report broken; // by a draft: `renkei check` says it when the draft is complete
    std::string missing = transfer::missing_items(to, made.rules, broken);
    if (!missing.empty()) {
        report.add(diag::message::prefill_missing, {}, {std::string(form.id()), std::move(missing)});
    }
}

} // namespace renkei::service
