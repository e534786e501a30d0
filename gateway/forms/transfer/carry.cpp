#include "gateway/forms/transfer/carry.h"

#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/transfer/carried_text.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "generated/messages/conversion.h"
#include "generated/messages/rules.h"
#include "generated/messages/service.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>

namespace renkei::transfer {
namespace {

namespace message = diag::message;
using diag::Message;
using form::Form;
using form::Item;
using record::ItemValue;
using record::Row;

// Characters of a text that rows become together, where its item names no length.
constexpr std::size_t max_joined = 100'000;

bool is_about_value(Message message) {
    constexpr Message of_values[] = {
        message::value_not_literal, message::value_format,       message::check_digit_wrong,
        message::value_pattern,     message::rule_value_no_date, message::value_too_long,
        message::value_too_small,   message::value_too_large,    message::rule_value_no_number};
    return std::ranges::find(of_values, message) != std::end(of_values);
}

class TransferRun {
public:
    TransferRun(const Transfer& transfer, Direction way, const CarriedFrom& from,
                const TransferValues& values, record::Record& to, diag::Report& loss)
        : transfer_(transfer),
          way_(way),
          source_(transfer.from(way)),
          from_(from),
          values_(values),
          target_(transfer.to(way), to, loss),
          loss_(loss) {}

    void run(const record::Rules& rules) {
        const GivenOfRows given = target_.give_document(values_.set);
        for (const TransferRow& row : transfer_.rows) {
            if (row.goes_in(way_)) {
                carry(row);
            }
        }
        if (way_ == Direction::in) {
            write_existence();
        }
        drop_refused(rules);
        target_.record().prune();
        give_rows(given.of_one);
        target_.give_where_empty(given.of_each);
        target_.give_where_empty(values_.defaults.of(form().id()));
        make_values(transfer_.made_of(way_), target_);
        if (way_ == Direction::out) {
            report_existence();
        }
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
    using Place = std::pair<const Row*, form::ItemId>; // row and item of the target

    const Form& form() const { return target_.form(); }

    // ---------------------------------------------------------------- what the user gives
    void give_rows(const GivenValues& values) {
        for (const auto& [id, value] : values) {
            const GivenItem given = given_item(form(), id);
            const Item& item = form().items()[*given.item];
            Row* const row = target_.given_row(item, *given.row);
            if (row == nullptr) {
                loss_.add(message::item_not_of_form, {}, {id, std::string(form().id())});
                continue;
            }
            if (const auto arrived = arrived_.find({row, *given.item}); arrived != arrived_.end()) {
                refuse(arrived->second, message::loss_conflict,
                       {value, std::string(target_.record().value(*row, item).text())});
                arrived_.erase(arrived);
            }
            target_.give(*row, item, value);
        }
    }

    // ---------------------------------------------------------------- rows of the transfer
    void carry(const TransferRow& row) {
        const Item& from = source_.items()[row.from(way_)];
        const Item& to = form().items()[row.to(way_)];
        std::vector<const Row*> rows = rows_of(from_.record, from.group);
        std::erase_if(rows, [&](const Row* each) { return !is_carried(row.when, *each); });
        if (!row.join.empty() && from.group != form::document_group) {
            join(row, from, to, rows);
            return;
        }
        for (const Row* each : rows) {
            const std::optional<FilledText> value = converted(row, *each, from, to);
            if (!value) {
                continue;
            }
            Row* const place = place_for(*each, *value, to);
            if (place != nullptr) {
                put(row, *place, to, *value, *each);
            }
        }
    }

    // What in a row of the source says that it is not to be shown further; null: nothing.
    const TransferTest* withheld(const Row& row) const {
        return withheld_by(transfer_, way_, from_.record, row);
    }
    bool is_carried(std::span<const TransferTest> when, const Row& row) const {
        return withheld(row) == nullptr && holds(when, way_, from_.record, row);
    }

    // The row of the target that takes the values of a row of the source; a new one at the first value.
    Row* place_for(const Row& row, const FilledText& value, const Item& to) {
        if (to.group == form::document_group) {
            return &target_.record().root();
        }
        const auto [at, fresh] = row_of_.try_emplace({&row, to.group}, nullptr);
        if (fresh) {
            const std::uint32_t count = target_.record().rows(target_.record().root(), to.group).count;
            const std::uint16_t most = form().groups()[to.group].max_rows;
            at->second = most == form::no_bound || count < most ? &target_.row_at(to.group, count) : nullptr;
        }
        if (at->second == nullptr) {
            report_all(row, value, message::loss_no_row_left,
                       {title(), std::to_string(form().groups()[to.group].max_rows)});
        }
        return at->second;
    }

    void put(const TransferRow& by, Row& place, const Item& to, const FilledText& value, const Row& row) {
        const std::string there(target_.record().value(place, to).text());
        if (there.empty()) {
            target_.set(place, to, value.text);
        } else if (!by.append.empty() && !says(there, value.text)) {
            const std::string longer = there + by.append + value.text;
            if (!fits_length(longer, to.max_length)) {
                report_all(row, value, message::loss_does_not_fit, {named(to), title()});
                return;
            }
            target_.set(place, to, longer);
        } else if (by.append.empty() && there != value.text) {
            report_all(row, value, message::loss_conflict, {there, value.text});
            return;
        }
        arrive(place, to, row, value);
    }

    void arrive(Row& place, const Item& to, const Row& row, const FilledText& value) {
        Arrived& arrived = arrived_.try_emplace({&place, index_of(to)}, Arrived{&place}).first->second;
        for (const Item* const item : value.items) {
            arrived.from.push_back({&row, item});
            done_.insert(&value_at(row, *item));
        }
    }

    // Rows as one text, as many from the first as fit; behind what is there, if the row says so.
    void join(const TransferRow& row, const Item& from, const Item& to, const std::vector<const Row*>& rows) {
        const std::size_t most = to.max_length > 0 ? to.max_length : max_joined;
        Row& root = target_.record().root();
        const std::string there(target_.record().value(root, to).text());
        const bool appends = !row.append.empty() && !there.empty();
        std::string all = appends ? there : std::string();
        std::vector<std::pair<const Row*, FilledText>> taken;
        for (const Row* each : rows) {
            std::optional<FilledText> value = converted(row, *each, from, to);
            if (!value) {
                continue;
            }
            const bool is_said = appends && says(there, value->text);
            const std::string& between = all.empty() ? all : all == there && appends ? row.append : row.join;
            std::string longer = is_said ? all : all + between + value->text;
            if (!fits_length(longer, most)) {
                report_all(*each, *value, message::loss_does_not_fit, {named(to), title()});
                continue;
            }
            all = std::move(longer);
            taken.emplace_back(each, *std::move(value));
        }
        if ((there.empty() || appends) && !all.empty()) {
            target_.set(root, to, all);
        }
        for (const auto& [each, value] : taken) {
            if (there.empty() || appends || there == all) {
                arrive(root, to, *each, value);
            } else {
                report_all(*each, value, message::loss_conflict, {there, value.text});
            }
        }
    }

    // ---------------------------------------------------------------- values
    // The value as the target has it; nothing if there is none, or if it cannot be (reported).
    std::optional<FilledText> converted(const TransferRow& row, const Row& at, const Item& from,
                                        const Item& to) {
        if (!row.texts.empty()) {
            std::optional<FilledText> value = filled_text(row.texts, way_, from_.record, at, to.max_length);
            if (value && !record::is_canonical(form(), to, value->text)) {
                report_all(at, *value, message::loss_does_not_fit, {named(to), title()});
                value.reset();
            }
            return value;
        }
        const std::string text(from_.record.value(at, from).text());
        if (text.empty()) {
            return std::nullopt;
        }
        ConvertedValue out = converted_value(row, way_, text, {source_, from}, {form(), to});
        for (const Message note : out.notes) {
            report_as(at, from, note, {text, out.text});
        }
        if (out.text.empty() || !record::is_canonical(form(), to, out.text)) {
            report(at, from, message::loss_does_not_fit, {named(to), title()});
            return std::nullopt;
        }
        return FilledText{std::move(out.text), {&from}};
    }

    // Items of ours that say that a group has rows …
    void write_existence() {
        for (const TransferAny& any : transfer_.any) {
            if (exists(transfer_, any, from_.record) &&
                target_.record().value(target_.record().root(), form().items()[any.ours]).empty()) {
                target_.set(any.ours, any.value);
                note_readings(any);
            }
        }
    }

    // Texts that were read as this value are said by it.
    void note_readings(const TransferAny& any) {
        const std::string said(display_of(form(), form().items()[any.ours], any.value));
        for (const auto& [row, index] : texts_read_so(transfer_, any, from_.record)) {
            const ItemValue& value = value_at(*row, source_.items()[index]);
            if (done_.insert(&value).second) {
                report_as(*row, source_.items()[index], message::loss_normalised,
                          {std::string(value.text()), said});
            }
        }
    }

    // … and groups whose rows say what such an item says.
    void report_existence() {
        for (const TransferAny& any : transfer_.any) {
            const ItemValue& said = from_.record.value(from_.record.root(), source_.items()[any.ours]);
            if (said.text() == any.value && exists(transfer_, any, target_.record())) {
                done_.insert(&said);
            }
        }
    }

    // ---------------------------------------------------------------- what the target's rules refuse
    void drop_refused(const record::Rules& rules) {
        diag::Report broken(std::numeric_limits<std::size_t>::max());
        std::vector<Place> places; // of the findings, by their offset
        rules.check(target_.record(), broken, [&](const record::ItemLocation& location) {
            places.emplace_back(&location.row, location.item);
            return diag::Where{.offset = places.size() - 1};
        });
        for (diag::Finding finding : broken.findings()) {
            const Place& place = places[std::exchange(finding.where.offset, 0)];
            const auto arrived = arrived_.find(place);
            if (arrived == arrived_.end() || finding.severity != diag::Severity::error ||
                !is_about_value(finding.message)) {
                continue;
            }
            finding.severity = diag::Severity::warning;
            loss_.add(std::move(finding));
            const Item& to = form().items()[place.second];
            refuse(arrived->second, message::loss_does_not_fit, {named(to), title()});
            target_.record().unset(*arrived->second.row, to);
            arrived_.erase(arrived);
        }
    }

    // The target refuses an arrived value, so its sources count as not carried and are reported.
    void refuse(const Arrived& arrived, Message message, const std::vector<std::string>& args) {
        for (const Origin& each : arrived.from) {
            done_.erase(&value_at(*each.row, *each.item));
            report(*each.row, *each.item, message, args);
        }
    }

    // ---------------------------------------------------------------- what is left
    bool is_carried_in_part(const Row& row) const {
        return std::ranges::any_of(source_.items(), [&](const Item& item) {
            return item.group == row.group && done_.contains(&value_at(row, item));
        });
    }

    void report_rest(const Row& row) {
        const TransferTest* const marked = withheld(row);
        const TransferTest* const why = marked != nullptr || is_carried_in_part(row)
                                            ? marked
                                            : excluded_by(transfer_, way_, from_.record, row);
        for (const Item& item : source_.items()) {
            const bool is_own =
                !item.literal.empty() || index_in_source(item) == source_.about().version_item;
            if (item.group != row.group || is_own) {
                continue; // the target says in its own way which form it is
            }
            const ItemValue& value = from_.record.value(row, item);
            if (!value.empty() && !done_.contains(&value) && !reported_.contains(&value)) {
                why == nullptr ? report(row, item, message::loss_not_in_form, {title()})
                               : report(row, item, message::loss_withheld, {mark(row, why->item), title()});
            }
        }
        for (std::uint16_t slot = 0; slot < source_.groups()[row.group].groups; ++slot) {
            for (const Row* below : row.groups[slot]) {
                report_rest(*below);
            }
        }
    }

    std::string mark(const Row& row, form::ItemId index) const { // as people read it
        const Item& item = source_.items()[index];
        return std::string(display_of(source_, item, from_.record.value(row, item).text()));
    }

    void report_all(const Row& row, const FilledText& value, Message message,
                    const std::vector<std::string>& args) {
        for (const Item* const item : value.items) {
            report(row, *item, message, args);
        }
    }

    void report(const Row& row, const Item& item, Message message, std::vector<std::string> args) {
        reported_.insert(&value_at(row, item));
        report_as(row, item, message, std::move(args));
    }

    // An item of a text may be one of the document.
    const ItemValue& value_at(const Row& row, const Item& item) const {
        return from_.record.value(item.group == form::document_group ? from_.record.root() : row, item);
    }

    void report_as(const Row& near, const Item& item, Message message, std::vector<std::string> args) {
        const Row& row = item.group == form::document_group ? from_.record.root() : near;
        const ItemValue& value = from_.record.value(row, item);
        diag::Where where = from_.places({row, index_in_source(item), row.group, value.offset});
        if (where.path.empty()) {
            where.path = path_of(source_, row, item);
        }
        diag::Finding& finding = loss_.add(message, std::move(where), std::move(args));
        finding.item = source_.text(item.id);
        finding.name = source_.text(item.name);
        finding.value = value.absent != nullptr ? value.absent->reason : value.text();
    }

    form::ItemId index_of(const Item& item) const { return form().items().id_of(item); }
    form::ItemId index_in_source(const Item& item) const { return source_.items().id_of(item); }
    std::string title() const { return std::string(form().text(form().about().title)); }
    std::string named(const Item& item) const { return std::string(form().text(item.name)); }

    const Transfer& transfer_;
    Direction way_;
    const Form& source_;
    const CarriedFrom& from_;
    const TransferValues& values_;
    TargetRecord target_;
    diag::Report& loss_;
    std::map<std::pair<const Row*, form::GroupId>, Row*> row_of_; // null: no row is left
    std::map<Place, Arrived> arrived_;
    std::set<const ItemValue*> done_;     // carried
    std::set<const ItemValue*> reported_; // why not
};

} // namespace

void carry(const Transfer& transfer, Direction way, const CarriedFrom& from, const record::Rules& rules,
           const TransferValues& values, record::Record& to, diag::Report& loss) {
    TransferRun(transfer, way, from, values, to, loss).run(rules);
}

} // namespace renkei::transfer
