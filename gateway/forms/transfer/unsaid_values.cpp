#include "gateway/forms/transfer/unsaid_values.h"

#include "gateway/core/text/sanitize.h"
#include "gateway/forms/mapping/match/said_in_text.h"
#include "generated/messages/conversion.h"

#include <fmt/format.h>

#include <algorithm>

namespace renkei::transfer {
namespace {

namespace message = diag::message;
using form::Item;
using form::ItemId;
using mapping::Asked;
using mapping::Treatment;
using record::Row;

constexpr std::size_t shown_bytes = 200; // of a value in a message

std::string cut(const std::string& text) {
    const std::string_view out = text::truncated_utf8(text, shown_bytes);
    return std::string(out) + (out.size() < text.size() ? "…" : "");
}

bool must_not_stand(Treatment treatment) {
    return treatment == Treatment::never || treatment == Treatment::family;
}

// The rows with the item's fact for what stands in `row`: of the same row, one above it, or those below it.
std::vector<const Row*> rows_beside(const record::Record& record, const Row& row, form::GroupId group) {
    for (const Row* at = &row; at != nullptr; at = at->parent) {
        if (at->group == group) {
            return {at};
        }
    }
    return rows_below(record, row, group);
}

} // namespace

std::string_view UnsaidValues::day_of(const record::Record& record) const {
    const ItemId day = items_->day_item();
    return day == form::none ? std::string_view()
                             : record.value(record.root(), record.form().items()[day]).text();
}

void UnsaidValues::begin(const record::Record& record) {
    if (items_ == nullptr) {
        return;
    }
    constexpr Asked said_by_others[] = {Asked::amount, Asked::unit, Asked::carried};
    const std::string_view day = day_of(record);
    for (const QualifyingItem& by : items_->all()) {
        const Asked asked = items_->qualifier(by).asked;
        if (by.is_asked_for || by.facts.empty() ||
            std::ranges::find(said_by_others, asked) != std::end(said_by_others)) {
            continue;
        }
        const Item& item = record.form().items()[by.item];
        for (const Row* const row : rows_of(record, item.group)) {
            const std::string_view value = record.value(*row, item).text();
            if (!value.empty() && items_->treatment(by, value, day) != Treatment::same) {
                remedies_[{row, &by}] = Remedy::words;
                in_words_[row].push_back(&by);
            }
        }
    }
}

bool UnsaidValues::find(const SourceValues& source) {
    unsaid_.clear();
    if (items_ == nullptr) {
        return false;
    }
    const record::Record& record = source.record();
    const std::string_view of_document = day_of(record);
    for (const QualifyingItem& by : items_->all()) {
        for (const Row* const row : rows_of(record, source.form().items()[by.item].group)) {
            find(source, *row, by, of_document);
        }
    }
    bool has_more = false;
    for (const Unsaid& each : unsaid_) {
        has_more |= advance(source, each);
    }
    return has_more;
}

void UnsaidValues::find(const SourceValues& source, const Row& row, const QualifyingItem& by,
                        std::string_view day) {
    const Item& item = source.form().items()[by.item];
    const std::string_view value = source.record().value(row, item).text();
    if (value.empty() || source.is_carried(row, item) || source.is_in_words(row, item) ||
        source.withheld(row) != nullptr) {
        return;
    }
    const Treatment treatment = items_->treatment(by, value, day);
    const bool is_unit = items_->qualifier(by).asked == Asked::unit;
    const bool is_expected = source.is_asked(row, item) && (treatment != Treatment::never || is_unit);
    if (treatment == Treatment::same || is_expected) {
        return;
    }
    Unsaid out{.row = &row, .by = &by, .must_not_stand = must_not_stand(treatment)};
    if (by.facts.empty() || (find_fact(source, out) && !is_said_again(source, out))) {
        unsaid_.push_back(out);
    }
}

// False: none arrived.
bool UnsaidValues::find_fact(const SourceValues& source, Unsaid& out) const {
    for (const ItemId id : out.by->facts) {
        const Item& fact = source.form().items()[id];
        for (const Row* const row : rows_beside(source.record(), *out.row, fact.group)) {
            const bool is_better = out.fact == nullptr || (out.fact->type != form::ItemType::text &&
                                                           fact.type == form::ItemType::text);
            if (is_better && source.is_carried(*row, fact)) {
                out.fact = &fact;
                out.fact_row = row;
            }
        }
    }
    return out.fact != nullptr;
}

// Do values that arrived say the same already?
bool UnsaidValues::is_said_again(const SourceValues& source, const Unsaid& said) const {
    const Item& item = source.form().items()[said.by->item];
    const Asked asked = items_->qualifier(*said.by).asked;
    const std::string_view value = source.record().value(*said.row, item).text();
    if (asked == Asked::unit) { // its code, or its name
        return std::ranges::any_of(items_->all(), [&](const QualifyingItem& each) {
            const Item& other = source.form().items()[each.item];
            return items_->qualifier(each).asked == Asked::unit && each.facts == said.by->facts &&
                   other.group == item.group && source.is_carried(*said.row, other);
        });
    }
    if (asked == Asked::amount) {
        return std::ranges::any_of(said.by->facts, [&](ItemId id) {
            const Item& fact = source.form().items()[id];
            return fact.group == item.group && fact.type == form::ItemType::text &&
                   source.is_carried(*said.row, fact) &&
                   mapping::holds_amount(source.record().value(*said.row, fact).text(), value);
        });
    }
    if (!said.by->is_of_section) {
        return false;
    }
    std::string rest(value);
    for (const ItemId id : said.by->facts) {
        const Item& fact = source.form().items()[id];
        for (const Row* const row : rows_beside(source.record(), *said.row, fact.group)) {
            const std::string words =
                source.is_carried(*row, fact) ? source.shown(*row, fact) : std::string();
            for (std::size_t at = words.empty() ? std::string::npos : rest.find(words);
                 at != std::string::npos; at = rest.find(words, at)) {
                rest.erase(at, words.size());
            }
        }
    }
    return !has_letters(rest);
}

bool UnsaidValues::advance(const SourceValues& source, const Unsaid& unsaid) {
    Remedy& remedy = remedies_[{unsaid.row, unsaid.by}];
    const bool is_beside = unsaid.fact_row == unsaid.row && !unsaid.by->is_of_section;
    if (remedy == Remedy::none && is_beside) {
        remedy = Remedy::words;
        in_words_[unsaid.row].push_back(unsaid.by);
        return true;
    }
    if (remedy < Remedy::withheld && unsaid.must_not_stand && unsaid.fact_row != nullptr) {
        remedy = Remedy::withheld;
        withholding_.push_back(unsaid);
        for (const ItemId id : unsaid.by->facts) {
            const Item& fact = source.form().items()[id];
            for (const Row* const row : rows_beside(source.record(), *unsaid.row, fact.group)) {
                withheld_.insert({row, &fact});
            }
        }
        return true;
    }
    remedy = Remedy::reported;
    return false;
}

FilledText UnsaidValues::words_for(const Row& row, std::span<const Item* const> items,
                                   const SourceValues& source) const {
    FilledText out;
    const auto found = in_words_.find(&row);
    if (found == in_words_.end()) {
        return out;
    }
    for (const QualifyingItem* const by : found->second) {
        const Item& item = source.form().items()[by->item];
        const bool is_of_text = std::ranges::any_of(items, [&](const Item* each) {
            return std::ranges::binary_search(by->facts, source.form().items().id_of(*each));
        });
        if (!is_of_text || source.is_carried(row, item) ||
            std::ranges::find(out.items, &item) != out.items.end()) {
            continue;
        }
        out.text += out.text.empty() ? "（" : "、";
        out.text += source.form().text(item.name);
        if (item.type != form::ItemType::flag) {
            out.text += "：" + source.words(row, item);
        }
        out.items.push_back(&item);
    }
    out.text += out.text.empty() ? "" : "）";
    return out;
}

// Would the other form lack a value that it requires?
bool UnsaidValues::is_needed(ItemId item) const {
    return std::ranges::any_of(transfer_.rows, [&](const TransferRow& row) {
        return row.goes_in(way_) && row.from(way_) == item &&
               transfer_.to(way_).items()[row.to(way_)].is(form::required);
    });
}

void UnsaidValues::report_withheld(SourceValues& source, const Unsaid& unsaid) const {
    const std::set<ItemId> taken = items_asked_for(transfer_, way_); // all else has no place anyway
    const Item& item = source.form().items()[unsaid.by->item];
    const std::string name(source.form().text(item.name));
    const std::string value = cut(source.shown(*unsaid.row, item));
    source.set_reported(*unsaid.row, item);
    for (const ItemId id : unsaid.by->facts) {
        const Item& fact = source.form().items()[id];
        for (const Row* const row : rows_beside(source.record(), *unsaid.row, fact.group)) {
            if (taken.contains(id) && !source.at(*row, fact).empty() && !source.is_carried(*row, fact) &&
                !source.is_reported(*row, fact)) {
                source.set_reported(*row, fact);
                source.note(*row, fact, message::loss_withheld_by,
                            {cut(source.shown(*row, fact)), name, value},
                            is_needed(id) ? diag::Severity::error : diag::Severity::warning);
            }
        }
    }
}

void UnsaidValues::report(SourceValues& source) const {
    for (const Unsaid& each : withholding_) {
        report_withheld(source, each);
    }
    for (const Unsaid& each : unsaid_) {
        const Item& item = source.form().items()[each.by->item];
        const std::string name(source.form().text(item.name));
        const std::string value = cut(source.shown(*each.row, item));
        source.set_reported(*each.row, item);
        if (each.fact == nullptr) {
            source.note(*each.row, item, message::loss_reported_of_document, {"", name, value});
        } else {
            source.note(*each.fact_row, *each.fact,
                        item.type == form::ItemType::flag ? message::loss_reported_beside
                                                          : message::loss_reported_with,
                        {cut(source.shown(*each.fact_row, *each.fact)), name, value});
        }
    }
}

} // namespace renkei::transfer
