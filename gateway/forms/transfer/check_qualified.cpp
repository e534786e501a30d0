#include "gateway/forms/transfer/check_qualified.h"

#include "gateway/forms/transfer/carried_text.h"
#include "generated/messages/mapping.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::transfer {
namespace {

using form::Item;
using form::ItemId;
using mapping::Treatment;

class QualifiedRowCheck {
public:
    QualifiedRowCheck(const Transfer& transfer, Direction way, diag::Report& report)
        : transfer_(transfer),
          way_(way),
          report_(report) {}

    void run(const QualifyingItems& items) {
        for (const QualifyingItem& by : items.all()) {
            if (by.by->asked != mapping::Asked::code) {
                continue; // the others have no answers of their own
            }
            for (const std::string& value : values_of(by.item)) {
                if (items.treatment(by, value, {}) == Treatment::never) {
                    check(by, value);
                }
            }
        }
    }

private:
    std::vector<std::string> values_of(ItemId id) const {
        const form::Form& form = transfer_.from(way_);
        const Item& item = form.items()[id];
        if (item.type == form::ItemType::flag) {
            return {"1", "0"};
        }
        std::vector<std::string> out;
        if (item.list != form::none) {
            for (const form::CodeRow& row : form.rows(form.lists()[item.list])) {
                out.emplace_back(form.text(row.form));
            }
        }
        return out;
    }

    void check(const QualifyingItem& by, const std::string& value) {
        for (const TransferRow& row : transfer_.rows) {
            const bool takes_fact = row.goes_in(way_) && std::ranges::binary_search(by.facts, row.from(way_));
            if (takes_fact && may_come(row.when, by.item, value) && !is_said_by(row, by.item) &&
                !is_said_elsewhere(by, value)) {
                report(row, by.item, value);
            }
        }
    }

    // If the item says this, whatever else must hold.
    bool may_come(std::span<const TransferTest> when, ItemId item, std::string_view value) const {
        return std::ranges::all_of(when, [&](const TransferTest& test) {
            return test.way != way_ || test.item != item || holds_for(test, value);
        });
    }

    static bool holds_for(const TransferTest& test, std::string_view value) {
        if (test.until) {
            return true; // of a day, not of a code
        }
        return test.like ? test.like->matches(value) == test.is_wanted
                         : (std::ranges::find(test.values, value) != test.values.end()) == test.is_wanted;
    }

    // The first text with the fact counts.
    bool is_said_by(const TransferRow& row, ItemId item) const {
        const auto has = [](const TransferText& text, ItemId wanted) {
            return std::ranges::any_of(text.parts,
                                       [&](const TransferText::Part& part) { return part.item == wanted; });
        };
        const auto of_fact = std::ranges::find_if(
            row.texts, [&](const TransferText& text) { return has(text, row.from(way_)); });
        return of_fact != row.texts.end() && has(*of_fact, item);
    }

    // By words of its own in a row that asks for this value: 「（暫定）」.
    bool is_said_elsewhere(const QualifyingItem& by, std::string_view value) const {
        return std::ranges::any_of(transfer_.rows, [&](const TransferRow& row) {
            return row.goes_in(way_) && std::ranges::binary_search(by.facts, row.from(way_)) &&
                   std::ranges::any_of(row.when,
                                       [&](const TransferTest& test) {
                                           return test.way == way_ && test.item == by.item &&
                                                  test.is_wanted && holds_for(test, value);
                                       }) &&
                   !row.texts.empty() && std::ranges::all_of(row.texts, has_own_words);
        });
    }

    void report(const TransferRow& row, ItemId id, const std::string& value) {
        const form::Form& form = transfer_.from(way_);
        const Item& item = form.items()[id];
        const std::string_view display = display_of(form, item, value);
        report_.add(diag::message::transfer_unasked, row.where,
                    {std::string(form.text(form.items()[row.from(way_)].id)), std::string(form.text(item.id)),
                     value, std::string(display.empty() ? form.text(item.name) : display),
                     way_ == Direction::in ? "item" : "ours"});
    }

    const Transfer& transfer_;
    Direction way_;
    diag::Report& report_;
};

} // namespace

void check_qualified_rows(const Transfer& transfer, diag::Report& report) {
    for (const Direction way : directions) {
        if (const QualifyingItems* const items = transfer.qualifying_of(way)) {
            QualifiedRowCheck(transfer, way, report).run(*items);
        }
    }
}

} // namespace renkei::transfer
