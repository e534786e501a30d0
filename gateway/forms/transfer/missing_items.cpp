#include "gateway/forms/form/code_text.h"
#include "gateway/forms/transfer/carry.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "generated/messages/conversion.h"
#include "generated/messages/rules.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace renkei::transfer {
namespace {

// A rule that wants an item of the document, which is empty: a value for it mends the document.
bool wants_item(const diag::Finding& finding, const record::Record& record) {
    const std::optional<form::ItemId> index = record.form().item(finding.item);
    if (finding.message != message::rule_broken || finding.severity != diag::Severity::error || !index) {
        return false;
    }
    const form::Item& item = record.form().items()[*index];
    return item.group == form::document_group && record.value(record.root(), item).empty();
}

const form::Item* missing_in(const record::Record& record, const record::Row& row) {
    const auto items = record.form().items();
    const auto found = std::ranges::find_if(items, [&](const form::Item& item) {
        return item.group == row.group && item.is(form::required) && record.value(row, item).empty();
    });
    return found == items.end() ? nullptr : &*found;
}

void leave_out(record::Record& record, record::Row& row, const form::Item& missing, diag::Report& loss) {
    const form::Form& form = record.form();
    const std::vector<std::string> args{std::string(form.text(form.groups()[row.group].name)),
                                        std::string(form.text(missing.name)), path_of(form, row, missing)};
    for (const form::Item& item : form.items()) {
        if (item.group != row.group || record.value(row, item).empty()) {
            continue;
        }
        diag::Finding& finding =
            loss.add(message::loss_row_incomplete, {.path = path_of(form, row, item)}, args);
        finding.item = form.text(item.id);
        finding.name = form.text(item.name);
        finding.value = record.value(row, item).text();
        record.unset(row, item);
    }
}

} // namespace

diag::Result<void> check_carried(const Transfer& transfer, Direction way, const CarriedFrom& from) {
    const record::Row& root = from.record.root();
    const auto why = std::ranges::find_if(transfer.refused, [&](const TransferTest& test) {
        return test.way == way && holds(std::span(&test, 1), way, from.record, root);
    });
    if (why == transfer.refused.end()) {
        return {};
    }
    const form::Form& source = transfer.from(way);
    const form::Form& target = transfer.to(way);
    const form::Item& item = source.items()[why->item];
    const record::ItemValue& value = from.record.value(root, item);
    return diag::fail(message::transfer_refused, from.places({root, why->item, root.group, value.offset}),
                      {source.text(item.name), form::text_of_code(source, item.list, value.text()),
                       target.text(target.about().title)});
}

void leave_out_incomplete_rows(record::Record& record, diag::Report& loss) {
    for (const form::GroupId group : record.form().groups().ids(1)) {
        const form::Group& about = record.form().groups()[group];
        if (about.parent != form::document_group) {
            continue;
        }
        const record::Rows& rows = record.rows(record.root(), group);
        std::vector<std::pair<record::Row*, const form::Item*>> lacking;
        for (record::Row* const row : rows) {
            if (const form::Item* const missing = missing_in(record, *row)) {
                lacking.emplace_back(row, missing);
            }
        }
        if (rows.count - lacking.size() < about.min_rows) {
            continue; // then it is the document that lacks it
        }
        for (const auto& [row, missing] : lacking) {
            leave_out(record, *row, *missing, loss);
        }
    }
    record.prune();
    record.number_rows();
}

std::string missing_items(const record::Record& record, const record::Rules& rules, diag::Report& broken) {
    diag::Report all;
    rules.check(record, all, [](const record::ItemLocation&) { return diag::Where{}; });
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

} // namespace renkei::transfer
