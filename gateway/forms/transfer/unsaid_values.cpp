#include "gateway/forms/transfer/unsaid_values.h"

#include "gateway/core/text/sanitize.h"
#include "gateway/forms/mapping/match/said_in_text.h"
#include "generated/messages/conversion.h"

#include <algorithm>

namespace renkei::transfer {
namespace {

using form::ItemId;
using mapping::Asked;
using mapping::Treatment;

// A value that is withheld may let the next one into its place, which is then withheld, and so on.
constexpr std::size_t most_runs = 32;

std::string cut(const std::string& text) {
    constexpr std::size_t most_bytes = 200;
    const std::string_view out = text::truncated_utf8(text, most_bytes);
    return std::string(out) + (out.size() < text.size() ? "…" : "");
}

} // namespace

UnsaidValues::UnsaidValues(const Transfer& transfer, Direction way, const record::Record& record)
    : transfer_(transfer),
      way_(way),
      record_(record),
      items_(transfer.qualifying_of(way)) {
    if (items_ == nullptr) {
        return;
    }
    const auto items = record.form().items();
    const ItemId day_item = items_->day_item();
    const std::string_view day =
        day_item == form::none ? std::string_view() : record.value(record.root(), items[day_item]).text();
    for (const QualifyingItem& by : items_->all()) {
        const Item& item = items[by.item];
        for (const Row* const row : rows_of(record, item.group)) {
            const std::string_view value = record.value(*row, item).text();
            const Treatment treatment = value.empty() ? Treatment::same : items_->treatment(by, value, day);
            if (treatment != Treatment::same) {
                values_.push_back({.row = row, .item = &item, .by = &by, .treatment = treatment});
            }
        }
    }
    for (Value& each : values_) {
        const bool is_said_by_others =
            each.is_asked(Asked::amount) || each.is_asked(Asked::unit) || each.is_asked(Asked::carried);
        if (!each.by->is_asked_for && !each.by->facts.empty() && !is_said_by_others) {
            say(each);
        }
    }
}

// In the same row, in one above it, or in those below it.
std::vector<UnsaidValues::Fact> UnsaidValues::facts_of(const Value& value) const {
    std::vector<Fact> out;
    for (const ItemId id : value.by->facts) {
        const Item& fact = record_.form().items()[id];
        const Row* above = value.row;
        while (above != nullptr && above->group != fact.group) {
            above = above->parent;
        }
        if (above != nullptr) {
            out.emplace_back(above, &fact);
            continue;
        }
        for (const Row* const row : rows_below(record_, *value.row, fact.group)) {
            out.emplace_back(row, &fact);
        }
    }
    return out;
}

bool UnsaidValues::find(const SourceValues& source) {
    bool has_more = false;
    for (Value& each : values_) {
        each.state = state_of(source, each);
        has_more |= each.state == State::unsaid && advance(each);
    }
    if (has_more && ++runs_ >= 2) {
        withhold_all_like();
    }
    return has_more;
}

UnsaidValues::State UnsaidValues::state_of(const SourceValues& source, Value& value) const {
    value.fact = {};
    const bool is_expected = source.is(Mark::asked, *value.row, *value.item) &&
                             (value.treatment != Treatment::never || value.is_asked(Asked::unit));
    if (is_expected || source.is(Mark::carried, *value.row, *value.item) ||
        source.is(Mark::in_words, *value.row, *value.item) || source.withheld(*value.row) != nullptr) {
        return State::said;
    }
    if (value.by->facts.empty()) {
        return State::unsaid;
    }
    for (const Fact& each : facts_of(value)) {
        const bool is_better = value.fact.second == nullptr || (value.fact.second->type != ItemType::text &&
                                                                each.second->type == ItemType::text);
        if (is_better && source.is(Mark::carried, *each.first, *each.second)) {
            value.fact = each;
        }
    }
    if (value.fact.second == nullptr) {
        return State::waiting;
    }
    return is_said_again(source, value) ? State::said : State::unsaid;
}

// Do values that arrived say the same already?
bool UnsaidValues::is_said_again(const SourceValues& source, const Value& value) const {
    const std::string_view text = record_.value(*value.row, *value.item).text();
    if (value.is_asked(Asked::unit)) { // its code, or its name
        return std::ranges::any_of(items_->all(), [&](const QualifyingItem& each) {
            const Item& other = record_.form().items()[each.item];
            return each.by->asked == Asked::unit && each.facts == value.by->facts &&
                   other.group == value.item->group && source.is(Mark::carried, *value.row, other);
        });
    }
    const bool is_amount = value.is_asked(Asked::amount);
    if (!is_amount && !value.by->is_of_section) {
        return false;
    }
    std::string rest(text); // of a section's text, behind all that arrived
    for (const auto& [row, fact] : facts_of(value)) {
        const std::string words = source.is(Mark::carried, *row, *fact) ? source.shown(*row, *fact) : "";
        if (is_amount && row == value.row && fact->type == ItemType::text &&
            mapping::holds_amount(words, text)) {
            return true;
        }
        for (std::size_t at = words.empty() ? std::string::npos : rest.find(words); at != std::string::npos;
             at = rest.find(words, at)) {
            rest.erase(at, words.size());
        }
    }
    return !is_amount && !has_letters(rest, " \n\r\t,　、。，"); // 「(-)」 denies
}

bool UnsaidValues::advance(Value& value) {
    if (value.remedy == Remedy::none && value.fact.first == value.row && !value.by->is_of_section) {
        say(value);
        return true;
    }
    if (value.remedy < Remedy::withheld && value.withholds() && value.fact.first != nullptr) {
        std::size_t& size =
            unsayable_.try_emplace({value.by, value.fact.second}, size_of(value.fact)).first->second;
        size = std::min(size, size_of(value.fact));
        withhold(value);
        return true;
    }
    value.remedy = Remedy::reported;
    return false;
}

void UnsaidValues::say(Value& value) {
    value.remedy = Remedy::words;
    in_words_[value.row].push_back(value.by);
}

void UnsaidValues::withhold(Value& value) {
    value.remedy = Remedy::withheld;
    withholding_.push_back(&value);
    for (const Fact& each : facts_of(value)) {
        withheld_.insert(each);
    }
}

// All that would come in the place of a value that is withheld, must not stand either, and is no shorter: its
// words would not fit. After so many runs also what is shorter.
void UnsaidValues::withhold_all_like() {
    for (Value& each : values_) {
        if (each.state != State::waiting || each.remedy >= Remedy::withheld || !each.withholds()) {
            continue;
        }
        const std::vector<Fact> facts = facts_of(each);
        if (std::ranges::any_of(facts, [&](const Fact& fact) {
                const auto found = unsayable_.find({each.by, fact.second});
                return found != unsayable_.end() && (runs_ >= most_runs || size_of(fact) >= found->second);
            })) {
            withhold(each);
        }
    }
}

FilledText UnsaidValues::words_for(const Row& row, std::span<const Item* const> items,
                                   const SourceValues& source) const {
    FilledText out;
    const auto found = in_words_.find(&row);
    if (found == in_words_.end()) {
        return out;
    }
    for (const QualifyingItem* const by : found->second) {
        const Item& item = record_.form().items()[by->item];
        const bool is_of_text = std::ranges::any_of(items, [&](const Item* each) {
            return std::ranges::binary_search(by->facts, record_.form().items().id_of(*each));
        });
        if (!is_of_text || source.is(Mark::carried, row, item) ||
            std::ranges::find(out.items, &item) != out.items.end()) {
            continue;
        }
        out.text += out.text.empty() ? "（" : "、";
        out.text += record_.form().text(item.name);
        if (item.type != ItemType::flag) {
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

void UnsaidValues::report(SourceValues& source) const {
    const auto shown = [&](const Row* row, const Item* item) { return cut(source.shown(*row, *item)); };
    const auto name_of = [&](const Value& value) {
        return std::string(record_.form().text(value.item->name));
    };
    std::set<ItemId> taken; // all else has no place anyway
    if (!withholding_.empty()) {
        taken = items_asked_for(transfer_, way_);
    }
    for (const Value* const each : withholding_) {
        for (const auto& [row, fact] : facts_of(*each)) {
            const ItemId id = record_.form().items().id_of(*fact);
            if (!taken.contains(id) || source.at(*row, *fact).empty() ||
                source.is(Mark::carried, *row, *fact)) {
                continue;
            }
            source.set(Mark::reported, *each->row, *each->item);
            if (source.set(Mark::reported, *row, *fact)) {
                source.note(*row, *fact, message::loss_withheld_by,
                            {shown(row, fact), name_of(*each), shown(each->row, each->item)},
                            is_needed(id) ? diag::Severity::error : diag::Severity::warning);
            }
        }
    }
    for (const Value& each : values_) {
        if (each.state != State::unsaid) {
            continue;
        }
        source.set(Mark::reported, *each.row, *each.item);
        const auto& [row, fact] = each.fact;
        if (fact == nullptr) {
            source.note(*each.row, *each.item, message::loss_reported_of_document,
                        {"", name_of(each), shown(each.row, each.item)});
        } else {
            source.note(*row, *fact,
                        each.item->type == ItemType::flag ? message::loss_reported_beside
                                                          : message::loss_reported_with,
                        {shown(row, fact), name_of(each), shown(each.row, each.item)});
        }
    }
}

} // namespace renkei::transfer
