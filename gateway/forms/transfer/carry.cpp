#include "gateway/forms/transfer/carry.h"

#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/transfer/carried_text.h"
#include "gateway/forms/transfer/source_values.h"
#include "gateway/forms/transfer/transfer_rows.h"
#include "gateway/forms/transfer/unsaid_values.h"
#include "generated/messages/conversion.h"
#include "generated/messages/rules.h"
#include "generated/messages/service.h"

#include <re2/re2.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>

namespace renkei::transfer {
namespace {

// Characters of a text that rows become together, where its item names no length.
constexpr std::size_t max_joined = 100'000;

class TransferRun {
public:
    TransferRun(const Transfer& transfer, Direction way, const CarriedFrom& from,
                const TransferValues& values, const UnsaidValues& unsaid, record::Record& to,
                diag::Report& loss)
        : transfer_(transfer),
          way_(way),
          from_(transfer, way, from, loss),
          values_(values),
          unsaid_(unsaid),
          target_(transfer.to(way), to, loss),
          loss_(loss) {}

    SourceValues& source() { return from_; }

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
    const Form& source_form() const { return from_.form(); }

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
        const Item& from = source_form().items()[row.from(way_)];
        const Item& to = form().items()[row.to(way_)];
        std::vector<const Row*> rows = rows_of(from_.record(), from.group);
        std::erase_if(rows, [&](const Row* each) {
            return from_.withheld(*each) != nullptr || !holds(row.when, way_, from_.record(), *each);
        });
        if (row.latest && !rows.empty()) { // of several with the last day, the first
            const Item& day = source_form().items()[*row.latest];
            rows = {*std::ranges::max_element(
                rows, {}, [&](const Row* each) { return from_.record().value(*each, day).text(); })};
        }
        if (!row.join.empty() && from.group != form::document_group) {
            join(row, from, to, rows);
            return;
        }
        for (const Row* each : rows) {
            const std::optional<FilledText> value = converted(row, *each, from, to);
            if (!value || put_in_rows(row, *each, to, *value)) {
                continue;
            }
            if (Row* const place = place_for(*each, *value, to)) {
                put(row, *place, to, *value, *each);
            }
        }
    }

    // A value of the document goes to each row that others have made; false: it makes one.
    bool put_in_rows(const TransferRow& by, const Row& row, const Item& to, const FilledText& value) {
        const bool is_row = to.group != form::document_group && !row_of_.contains({&row, to.group});
        if (!is_row || row.group != form::document_group) {
            return false;
        }
        const record::Rows& made = target_.record().rows(target_.record().root(), to.group);
        std::ranges::for_each(made, [&](Row* place) { put(by, *place, to, value, row); });
        return made.count != 0;
    }

    // The row of the target that takes the values of a row of the source; a new one at the first value.
    Row* place_for(const Row& row, const FilledText& value, const Item& to) {
        const bool is_of_codes = form().text(form().groups()[to.group].id) == form().text(to.id);
        if (to.group == form::document_group || is_of_codes) {
            return is_of_codes ? &target_.row_of_code(to, value.text) : &target_.record().root();
        }
        const auto [at, fresh] = row_of_.try_emplace({&row, to.group}, nullptr);
        if (fresh) {
            const std::uint32_t count = target_.record().rows(target_.record().root(), to.group).count;
            const std::uint16_t most = form().groups()[to.group].max_rows;
            at->second = most == form::no_bound || count < most ? &target_.row_at(to.group, count) : nullptr;
        }
        if (at->second == nullptr) {
            from_.report_all(row, value, message::loss_no_row_left,
                             {title(), std::to_string(form().groups()[to.group].max_rows)});
        }
        return at->second;
    }

    // Does the place say so already, perhaps with words behind it?
    bool is_said(const Row& place, const Item& to, std::string_view there, const FilledText& value,
                 const Row& row, bool appends) const {
        const auto plain = plain_.find({&place, index_of(to)});
        return (appends ? says(there, value.text) : there == value.text) ||
               (plain != plain_.end() &&
                plain->second.contains({&row, value.plain ? value.plain->text : value.text}));
    }

    void put(const TransferRow& by, Row& place, const Item& to, FilledText value, const Row& row) {
        const std::string there(target_.record().value(place, to).text());
        if (!there.empty() && is_said(place, to, there, value, row, !by.append.empty())) {
            arrive(by, place, to, row, value);
            return;
        }
        if (!there.empty() && by.append.empty()) {
            from_.report_all(row, value, message::loss_conflict, {there, value.text});
            return;
        }
        const std::string before = there.empty() ? there : there + by.append;
        if (!fits_length(before + value.text, to.max_length)) {
            value.drop_words();
        }
        if (!there.empty() && !fits_length(before + value.text, to.max_length)) { // else the rules say why
            from_.report_all(row, value, message::loss_does_not_fit, {named(to), title()});
            return;
        }
        target_.set(place, to, before + value.text);
        arrive(by, place, to, row, value);
    }

    void arrive(const TransferRow& by, Row& place, const Item& to, const Row& row, const FilledText& value) {
        const Place at{&place, index_of(to)};
        Arrived& arrived = arrived_.try_emplace(at, Arrived{&place}).first->second;
        for (const Item* const item : value.items) {
            arrived.from.push_back({&row, item});
            from_.set(Mark::carried, row, *item);
        }
        if (value.plain) {
            plain_[at].emplace(&row, value.plain->text);
        }
        note_asked(by.when, row, value);
        if (value.by != nullptr) {
            note_asked(value.by->when, row, value);
        }
    }

    void note_asked(std::span<const TransferTest> when, const Row& row, const FilledText& value) {
        for (const TransferTest& test : when) {
            if (test.way == way_ && test.is_wanted && test.without == form::document_group) {
                const Item& item = source_form().items()[test.item];
                from_.set(Mark::asked, row, item);
                if (value.by != nullptr && has_own_words(*value.by)) {
                    from_.set(Mark::in_words, row, item);
                }
            }
        }
    }

    // Rows as one text, as many from the first as fit; behind what is there, if the row says so.
    void join(const TransferRow& row, const Item& from, const Item& to, const std::vector<const Row*>& rows) {
        Row& root = target_.record().root();
        const std::string there(target_.record().value(root, to).text());
        const bool appends = !row.append.empty() && !there.empty();
        std::vector<JoinedPart> parts;
        for (const Row* each : rows) {
            if (std::optional<FilledText> value = converted(row, *each, from, to)) {
                const bool is_there = appends && is_said(root, to, there, *value, *each, appends);
                parts.push_back({each, *std::move(value), is_there});
            }
        }
        const std::string begun = appends ? there : std::string();
        const std::size_t most = to.max_length > 0 ? to.max_length : max_joined;
        std::string all = joined(row, begun, most, parts);
        if (!std::ranges::all_of(parts, &JoinedPart::fits)) { // values count before the words beside them
            for (JoinedPart& part : parts) {
                part.value.drop_words();
            }
            all = joined(row, begun, most, parts);
        }
        if ((there.empty() || appends) && !all.empty()) {
            target_.set(root, to, all);
        }
        for (const JoinedPart& part : parts) {
            if (!part.fits) {
                from_.report_all(*part.row, part.value, message::loss_does_not_fit, {named(to), title()});
            } else if (there.empty() || appends || there == all) {
                arrive(row, root, to, *part.row, part.value);
            } else {
                from_.report_all(*part.row, part.value, message::loss_conflict, {there, part.value.text});
            }
        }
    }

    // ---------------------------------------------------------------- values
    // The value as the target has it, with the words that belong beside it where they fit; nothing if there
    // is none, or if it cannot be (reported).
    std::optional<FilledText> converted(const TransferRow& row, const Row& at, const Item& from,
                                        const Item& to) {
        std::optional<FilledText> value = plain_value(row, at, from, to);
        const FilledText words = value && to.type == form::ItemType::text
                                     ? unsaid_.words_for(at, value->items, from_)
                                     : FilledText{};
        if (!words.items.empty()) {
            value->add_words(words);
            if (!fits_length(value->text, to.max_length) || !record::is_canonical(form(), to, value->text)) {
                value->drop_words();
            }
        }
        return value;
    }

    std::optional<FilledText> plain_value(const TransferRow& row, const Row& at, const Item& from,
                                          const Item& to) {
        const auto is_left_out = [&](const Item& item) { return unsaid_.withholds(at, item); };
        if (!row.texts.empty()) {
            std::optional<FilledText> value =
                filled_text(row.texts, way_, from_.record(), at, to.max_length, is_left_out);
            if (value && !record::is_canonical(form(), to, value->text)) {
                from_.report_all(at, *value, message::loss_does_not_fit, {named(to), title()});
                value.reset();
            }
            return value;
        }
        const std::string_view all = from_.record().value(at, from).text();
        std::string text(all);
        const bool is_there = row.take == nullptr || re2::RE2::FullMatch(all, *row.take, &text);
        if (!is_there || text.empty() || is_left_out(from)) {
            return std::nullopt;
        }
        ConvertedValue out = converted_value(row, way_, text, {source_form(), from}, {form(), to});
        for (const Message note : out.notes) {
            from_.note(at, from, note, {text, out.text});
        }
        if (out.text.empty() || !record::is_canonical(form(), to, out.text)) {
            from_.report(at, from, message::loss_does_not_fit, {named(to), title()});
            return std::nullopt;
        }
        return FilledText{std::move(out.text), {&from}};
    }

    // Items of ours that say that a group has rows …
    void write_existence() {
        for (const TransferAny& any : transfer_.any) {
            if (exists(transfer_, any, from_.record()) &&
                target_.record().value(target_.record().root(), form().items()[any.ours]).empty()) {
                target_.set(any.ours, any.value);
                note_readings(any);
            }
        }
    }

    // Texts that were read as this value are said by it.
    void note_readings(const TransferAny& any) {
        const std::string said(display_of(form(), form().items()[any.ours], any.value));
        for (const auto& [row, index] : texts_read_so(transfer_, any, from_.record())) {
            const Item& item = source_form().items()[index];
            if (from_.set(Mark::carried, *row, item)) {
                from_.note(*row, item, message::loss_normalised,
                           {std::string(from_.at(*row, item).text()), said});
            }
        }
    }

    // … and groups whose rows say what such an item says.
    void report_existence() {
        for (const TransferAny& any : transfer_.any) {
            const Row& root = from_.record().root();
            const Item& said = source_form().items()[any.ours];
            if (from_.at(root, said).text() == any.value && exists(transfer_, any, target_.record())) {
                from_.set(Mark::carried, root, said);
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
            from_.take_back(*each.row, *each.item, message, args);
        }
    }

    form::ItemId index_of(const Item& item) const { return form().items().id_of(item); }
    std::string title() const { return std::string(form().text(form().about().title)); }
    std::string named(const Item& item) const { return std::string(form().text(item.name)); }

    const Transfer& transfer_;
    Direction way_;
    SourceValues from_;
    const TransferValues& values_;
    const UnsaidValues& unsaid_;
    TargetRecord target_;
    diag::Report& loss_;
    std::map<std::pair<const Row*, form::GroupId>, Row*> row_of_; // null: no row is left
    std::map<Place, Arrived> arrived_;
    std::map<Place, std::set<std::pair<const Row*, std::string>>> plain_; // texts that got words
};

} // namespace

void carry(const Transfer& transfer, Direction way, const CarriedFrom& from, const record::Rules& rules,
           const TransferValues& values, record::Record& to, diag::Report& loss) {
    UnsaidValues unsaid(transfer, way, from.record);
    for (bool is_done = false; !is_done;) {
        diag::Report found(std::numeric_limits<std::size_t>::max());
        TransferRun run(transfer, way, from, values, unsaid, to, found);
        run.run(rules);
        is_done = !unsaid.find(run.source());
        if (is_done) {
            unsaid.report(run.source());
            run.source().report_rest(from.record.root());
            loss.append(found);
        }
    }
}

} // namespace renkei::transfer
