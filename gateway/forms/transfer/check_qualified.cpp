#include "gateway/forms/form/code_text.h"
#include "gateway/forms/transfer/carried_text.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "generated/messages/mapping.h"

#include <algorithm>

namespace renkei::transfer {
namespace {

using form::ItemId;

std::vector<std::string_view> possible_values(const form::Form& form, const Item& item) {
    if (item.type == form::ItemType::flag) {
        return {"1", "0"};
    }
    std::vector<std::string_view> out;
    if (item.list != form::none) {
        for (const form::CodeRow& row : form.rows(form.lists()[item.list])) {
            out.push_back(form.text(row.form));
        }
    }
    return out;
}

// A value with which a fact is never read.
struct Forbidden {
    const QualifyingItem& by;
    std::string_view value;
    Direction way;

    bool takes_fact(const TransferRow& row) const {
        return row.goes_in(way) && std::ranges::binary_search(by.facts, row.from(way));
    }
    bool is_asked(const TransferTest& test) const { return test.way == way && test.item == by.item; }
    bool holds_for(const TransferTest& test) const { // a day is none of a code
        return test.until || is_answer(test, value);
    }

    // If the item says this, whatever else must hold.
    bool may_come(const TransferRow& row) const {
        return std::ranges::all_of(
            row.when, [&](const TransferTest& test) { return !is_asked(test) || holds_for(test); });
    }

    // The first text with the fact counts.
    bool is_said_by(const TransferRow& row) const {
        const auto has = [](const TransferText& text, ItemId item) {
            return std::ranges::find(text.parts, item, &TransferText::Part::item) != text.parts.end();
        };
        const auto of_fact = std::ranges::find_if(
            row.texts, [&](const TransferText& text) { return has(text, row.from(way)); });
        return of_fact != row.texts.end() && has(*of_fact, by.item);
    }

    // By words of its own in a row that asks for this value: 「（暫定）」.
    bool is_said_for_itself(const TransferRow& row) const {
        return takes_fact(row) && !row.texts.empty() && std::ranges::all_of(row.texts, has_own_words) &&
               std::ranges::any_of(row.when, [&](const TransferTest& test) {
                   return is_asked(test) && test.is_wanted && holds_for(test);
               });
    }
};

void check(const Transfer& transfer, const Forbidden& what, diag::Report& report) {
    if (std::ranges::any_of(transfer.rows,
                            [&](const TransferRow& row) { return what.is_said_for_itself(row); })) {
        return;
    }
    const form::Form& form = transfer.from(what.way);
    const Item& item = form.items()[what.by.item];
    for (const TransferRow& row : transfer.rows) {
        if (what.takes_fact(row) && what.may_come(row) && !what.is_said_by(row)) {
            const std::string_view display = display_of(form, item, what.value);
            report.add(diag::message::transfer_unasked, row.where,
                       {form.text(form.items()[row.from(what.way)].id), form.text(item.id), what.value,
                        display.empty() ? form.text(item.name) : display,
                        what.way == Direction::in ? "item" : "ours"});
        }
    }
}

} // namespace

void check_qualified_rows(const Transfer& transfer, diag::Report& report) {
    for (const Direction way : directions) {
        const QualifyingItems* const items = transfer.qualifying_of(way);
        if (items == nullptr) {
            continue;
        }
        const form::Form& form = transfer.from(way);
        for (const QualifyingItem& by : items->all()) {
            for (const std::string_view value : possible_values(form, form.items()[by.item])) {
                if (by.by->asked == mapping::Asked::code && // the others have no answers of their own
                    items->treatment(by, value, {}) == mapping::Treatment::never) {
                    check(transfer, {by, value, way}, report);
                }
            }
        }
    }
}

} // namespace renkei::transfer
