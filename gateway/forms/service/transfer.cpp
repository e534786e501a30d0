#include "gateway/forms/service/transfer.h"

#include "gateway/core/text/utf8.h"
#include "gateway/forms/model/lexical.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>

namespace renkei::service {
namespace {

using diag::Message;
using mapping::Direction;
using mapping::TransferRow;
using model::Form;
using model::Item;
using model::ItemType;
using model::ItemValue;
using model::Row;

// Characters of a text that rows become together, where its item names no length.
constexpr std::size_t max_joined = 100'000;

// Rows of a group in the order of the document, whatever rows they are in.
void collect_rows(const Form& form, const Row& at, std::uint16_t group, std::vector<const Row*>& out) {
    if (at.group == group) {
        out.push_back(&at);
        return;
    }
    for (std::uint16_t slot = 0; slot < form.groups()[at.group].groups; ++slot) {
        for (const Row* below : at.groups[slot]) {
            collect_rows(form, *below, group, out);
        }
    }
}

// "diagnoses[1].codes[0]" of a row; empty for the document.
std::string path_of(const Form& form, const Row& row) {
    if (row.parent == nullptr) {
        return {};
    }
    const std::string_view id = form.text(form.groups()[row.group].id);
    const std::string above = path_of(form, *row.parent);
    const std::string_view id_above = form.text(form.groups()[row.parent->group].id);
    const std::string_view own = above.empty() ? id : id.substr(std::min(id_above.size() + 1, id.size()));
    return fmt::format("{}{}{}[{}]", above, above.empty() ? "" : ".", own, row.index);
}

class Carrier {
public:
    Carrier(const mapping::Transfer& transfer, Direction way, const CarriedFrom& from,
            const TransferValues& values, model::Record& to, diag::Report& loss)
        : transfer_(transfer),
          way_(way),
          source_(transfer.from(way)),
          from_(from),
          values_(values),
          target_(transfer.to(way), to, loss),
          loss_(loss) {}

    void run(const model::Rules& rules) {
        target_.give(values_.set);
        for (const TransferRow& row : transfer_.rows) {
            if (row.goes_in(way_)) {
                carry(row);
            }
        }
        carry_existence();
        for (const mapping::TransferConstant& constant : transfer_.constants_of(way_)) {
            if (target_.record().value(target_.record().root(), form().items()[constant.item]).empty()) {
                target_.set(constant.item, constant.value);
            }
        }
        drop_refused(rules);
        target_.record().prune();
        target_.give_where_empty(values_.defaults.of(form().id()));
        target_.record().number_rows();
        report_rest(from_.record.root());
    }

private:
    struct Origin { // of a value in the target
        const Row* row;
        const Item* item;
    };
    struct Arrived {
        Row* row;
        std::vector<Origin> from{};
    };
    using Place = std::pair<const Row*, std::uint16_t>; // row and item of the target

    const Form& form() const { return target_.form(); }

    // ---------------------------------------------------------------- rows of the transfer
    void carry(const TransferRow& row) {
        const Item& from = source_.items()[row.from(way_)];
        const Item& to = form().items()[row.to(way_)];
        std::vector<const Row*> rows;
        collect_rows(source_, from_.record.root(), from.group, rows);
        if (way_ == Direction::in) {
            std::erase_if(rows, [&](const Row* each) { return !comes_in(row.when, from_.record, *each); });
        }
        if (!row.join.empty() && from.group != 0) {
            join(row, from, to, rows);
            return;
        }
        for (const Row* each : rows) {
            const std::optional<std::string> text = converted(row, *each, from, to);
            if (!text) {
                continue;
            }
            Row* const place = place_for(*each, from, to);
            if (place != nullptr) {
                put(*place, to, *text, *each, from);
            }
        }
    }

    // Do the rows of the foreign document say what is asked of them? `record`: of that document.
    bool holds(std::span<const mapping::TransferTest> tests, const model::Record& record,
               const Row& row) const {
        return std::ranges::all_of(tests, [&](const mapping::TransferTest& test) {
            const Item& asked = transfer_.foreign->items()[test.item];
            const std::string_view text = record.value(asked.group == 0 ? record.root() : row, asked).text();
            return (std::ranges::find(test.values, text) != test.values.end()) == test.is_wanted;
        });
    }

    // What in a row of the foreign document says that it is not to be shown further; null: nothing.
    const mapping::TransferTest* withheld_by(const Row& row) const {
        for (const mapping::TransferTest& test : transfer_.withheld) {
            const bool is_in =
                way_ == Direction::in && transfer_.foreign->items()[test.item].group == row.group;
            if (is_in && holds(std::span(&test, 1), from_.record, row)) {
                return &test;
            }
        }
        return nullptr;
    }
    bool comes_in(std::span<const mapping::TransferTest> tests, const model::Record& record,
                  const Row& row) const {
        return withheld_by(row) == nullptr && holds(tests, record, row);
    }

    // The row of the target that takes the values of a row of the source; a new one at the first value.
    Row* place_for(const Row& row, const Item& from, const Item& to) {
        if (to.group == 0) {
            return &target_.record().root();
        }
        const auto [at, fresh] = row_of_.try_emplace({&row, to.group}, nullptr);
        if (fresh) {
            const std::uint32_t count = target_.record().rows(target_.record().root(), to.group).count;
            const std::uint16_t most = form().groups()[to.group].max_rows;
            at->second = most == model::none || count < most ? &target_.row_at(to.group, count) : nullptr;
        }
        if (at->second == nullptr) {
            report(row, from, Message::loss_no_row_left,
                   {title(), std::to_string(form().groups()[to.group].max_rows)});
        }
        return at->second;
    }

    void put(Row& place, const Item& to, const std::string& text, const Row& row, const Item& from) {
        const ItemValue& there = target_.record().value(place, to);
        if (there.empty()) {
            target_.set(place, to, text);
        } else if (there.text() != text) {
            report(row, from, Message::loss_conflict, {std::string(there.text()), text});
            return;
        }
        arrive(place, to, row, from);
        done_.insert(&from_.record.value(row, from));
    }

    void arrive(Row& place, const Item& to, const Row& row, const Item& from) {
        arrived_.try_emplace({&place, index_of(to)}, Arrived{&place})
            .first->second.from.push_back({&row, &from});
    }

    // Rows as one text, as many from the first as fit.
    void join(const TransferRow& row, const Item& from, const Item& to, const std::vector<const Row*>& rows) {
        const std::size_t most = to.max_length > 0 ? to.max_length : max_joined;
        std::string all;
        std::size_t length = 0;
        std::vector<const Row*> taken;
        for (const Row* each : rows) {
            const std::optional<std::string> text = converted(row, *each, from, to);
            if (!text) {
                continue;
            }
            const std::string more = all.empty() ? *text : row.join + *text;
            const std::size_t longer = length + text::count_characters(more);
            if (longer > most) {
                report(*each, from, Message::loss_does_not_fit, {named(to), title()});
                continue;
            }
            all += more;
            length = longer;
            taken.push_back(each);
        }
        if (taken.empty()) {
            return;
        }
        Row& root = target_.record().root();
        const ItemValue& there = target_.record().value(root, to);
        const bool is_free = there.empty();
        if (is_free) {
            target_.set(root, to, all);
        }
        for (const Row* each : taken) {
            if (is_free || there.text() == all) {
                done_.insert(&from_.record.value(*each, from));
                arrive(root, to, *each, from);
            } else {
                report(*each, from, Message::loss_conflict,
                       {std::string(there.text()), std::string(from_.record.value(*each, from).text())});
            }
        }
    }

    // ---------------------------------------------------------------- values
    // The value as the target has it; nothing if there is none, or if it cannot be (reported).
    std::optional<std::string> converted(const TransferRow& row, const Row& at, const Item& from,
                                         const Item& to) {
        const std::string text(from_.record.value(at, from).text());
        if (text.empty()) {
            return std::nullopt;
        }
        std::string out = text;
        if (row.has_map) {
            const auto found = row.map_of(way_).find(text);
            out = found == row.map_of(way_).end() ? std::string() : found->second;
        } else if (from.type == ItemType::code && to.type == ItemType::text) {
            out = mapping::display_of(source_, from, text);
        } else if (from.type == ItemType::text && to.type == ItemType::code) {
            out = code_with_display(to, text);
        } else if (from.type == ItemType::datetime && to.type == ItemType::date) {
            out = text.substr(0, std::string_view("2026-01-13").size());
            report_as(at, from, Message::loss_precision_cut, {text, out});
        }
        if (out.empty() || !model::is_canonical(form(), to, out)) {
            report(at, from, Message::loss_does_not_fit, {named(to), title()});
            return std::nullopt;
        }
        return out;
    }

    std::string code_with_display(const Item& to, std::string_view display) const {
        if (to.list == model::none) {
            return {};
        }
        const auto rows = form().rows(form().lists()[to.list]);
        const auto found = std::ranges::find_if(
            rows, [&](const model::CodeRow& row) { return form().text(row.display) == display; });
        return found == rows.end() ? std::string() : std::string(form().text(found->form));
    }

    // Items of ours that say that a group has rows, and groups whose rows say what such an item says.
    void carry_existence() {
        for (const mapping::TransferAny& any : transfer_.any) {
            const Item& ours = transfer_.ours->items()[any.ours];
            const model::Record& foreign = way_ == Direction::in ? from_.record : target_.record();
            std::vector<const Row*> rows;
            collect_rows(*transfer_.foreign, foreign.root(), any.group, rows);
            std::erase_if(rows, [&](const Row* each) { return !comes_in(any.when, foreign, *each); });
            if (rows.empty()) {
                continue; // which says nothing
            }
            if (way_ == Direction::out) {
                const ItemValue& said = from_.record.value(from_.record.root(), ours);
                if (said.text() == any.value) {
                    done_.insert(&said);
                }
            } else if (target_.record().value(target_.record().root(), ours).empty()) {
                target_.set(any.ours, any.value);
            }
        }
    }

    // ---------------------------------------------------------------- what the target's rules refuse
    void drop_refused(const model::Rules& rules) {
        diag::Report broken(std::numeric_limits<std::size_t>::max()); // one place for each finding
        std::vector<Place> places;
        rules.check(target_.record(), broken, [&](const model::ItemLocation& location) {
            places.emplace_back(&location.row, location.item);
            return diag::Where{};
        });
        for (std::size_t i = 0; i < places.size(); ++i) {
            const auto arrived = arrived_.find(places[i]);
            const diag::Finding& finding = broken.findings()[i];
            if (arrived == arrived_.end() || finding.severity != diag::Severity::error ||
                !is_about_value(finding.message)) {
                continue;
            }
            loss_.add(finding).severity = diag::Severity::warning;
            const Item& to = form().items()[places[i].second];
            for (const Origin& each : arrived->second.from) {
                done_.erase(&from_.record.value(*each.row, *each.item));
                report(*each.row, *each.item, Message::loss_does_not_fit, {named(to), title()});
            }
            target_.record().unset(*arrived->second.row, to);
            arrived_.erase(arrived);
        }
    }

    static bool is_about_value(Message message) {
        constexpr Message of_values[] = {
            Message::value_not_literal, Message::value_format,       Message::check_digit_wrong,
            Message::value_pattern,     Message::rule_value_no_date, Message::value_too_long,
            Message::value_too_small,   Message::value_too_large,    Message::rule_value_no_number};
        return std::ranges::find(of_values, message) != std::end(of_values);
    }

    // ---------------------------------------------------------------- what is left
    void report_rest(const Row& row) {
        const mapping::TransferTest* const withheld = withheld_by(row);
        for (const Item& item : source_.items()) {
            const bool is_own =
                !item.literal.empty() || index_in_source(item) == source_.about().version_item;
            if (item.group != row.group || is_own) {
                continue; // which form it is, says the other form in its way
            }
            const ItemValue& value = from_.record.value(row, item);
            if (!value.empty() && !done_.contains(&value) && !reported_.contains(&value)) {
                withheld == nullptr
                    ? report(row, item, Message::loss_not_in_form, {title()})
                    : report(row, item, Message::loss_withheld, {mark(row, withheld->item), title()});
            }
        }
        for (std::uint16_t slot = 0; slot < source_.groups()[row.group].groups; ++slot) {
            for (const Row* below : row.groups[slot]) {
                report_rest(*below);
            }
        }
    }

    std::string mark(const Row& row, std::uint16_t index) const { // as people read it
        const Item& item = source_.items()[index];
        return std::string(mapping::display_of(source_, item, from_.record.value(row, item).text()));
    }

    void report(const Row& row, const Item& item, Message message, std::vector<std::string> args) {
        reported_.insert(&from_.record.value(row, item));
        report_as(row, item, message, std::move(args));
    }

    void report_as(const Row& row, const Item& item, Message message, std::vector<std::string> args) {
        const ItemValue& value = from_.record.value(row, item);
        diag::Where where = from_.places({row, index_in_source(item), row.group, value.offset});
        if (const std::string path = path_of(source_, row); where.path.empty() && !path.empty()) {
            const std::string_view id = source_.text(item.id);
            const std::string_view group = source_.text(source_.groups()[row.group].id);
            where.path = fmt::format("{}{}{}", path, id == group ? "" : ".",
                                     id == group ? "" : id.substr(std::min(group.size() + 1, id.size())));
        }
        diag::Finding& finding = loss_.add(message, std::move(where), std::move(args));
        finding.item = source_.text(item.id);
        finding.name = source_.text(item.name);
        finding.value = value.absent != nullptr ? value.absent->reason : value.text();
    }

    std::uint16_t index_of(const Item& item) const {
        return static_cast<std::uint16_t>(&item - form().items().data());
    }
    std::uint16_t index_in_source(const Item& item) const {
        return static_cast<std::uint16_t>(&item - source_.items().data());
    }
    std::string title() const { return std::string(form().text(form().about().title)); }
    std::string named(const Item& item) const { return std::string(form().text(item.name)); }

    const mapping::Transfer& transfer_;
    Direction way_;
    const Form& source_;
    const CarriedFrom& from_;
    const TransferValues& values_;
    TargetRecord target_;
    diag::Report& loss_;
    std::map<std::pair<const Row*, std::uint16_t>, Row*> row_of_; // null: no row is left
    std::map<Place, Arrived> arrived_;
    std::set<const ItemValue*> done_;     // carried
    std::set<const ItemValue*> reported_; // why not
};

} // namespace

void carry(const mapping::Transfer& transfer, Direction way, const CarriedFrom& from,
           const model::Rules& rules, const TransferValues& values, model::Record& to, diag::Report& loss) {
    Carrier(transfer, way, from, values, to, loss).run(rules);
}

} // namespace renkei::service
