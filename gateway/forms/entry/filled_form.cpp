#include "gateway/forms/entry/filled_form.h"

#include "gateway/forms/record/value/lexical.h"
#include "gateway/forms/record/value/losses.h"
#include "gateway/forms/transfer/target_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace renkei::entry {

using diag::Severity;
using form::Form;
using form::GroupId;
using form::Item;
using record::Row;

namespace {

constexpr std::uint32_t most_picks = 5; // that stand on the page all at once
constexpr std::size_t most_rows = 2000; // of one page; more are boxes that no page has

// Its words say how a wrong value is to be written: a day with hyphens, not the eight digits of a cell.
record::SourceType source_of(form::ItemType type) {
    using enum form::ItemType;
    const bool is_moment = type == date || type == month || type == time || type == datetime;
    return is_moment ? record::SourceType::string : record::SourceType::cell;
}

} // namespace

std::string with_line_feeds(std::string_view text) {
    std::string out(text);
    std::erase(out, '\r');
    return out;
}

bool has_long_list(const Form& form, const Item& item) {
    return item.type == form::ItemType::code && item.list != form::none &&
           form.lists()[item.list].rows > most_picks;
}

// ---------------------------------------------------------------- reading
std::string FilledForm::read(const Fields& typed, std::string_view added) {
    diag::Report report;
    transfer::TargetRecord(form_, record_, report);
    added_ = added;
    for (const auto& [name, value] : typed) {
        if (name.starts_with(box_prefix)) {
            typed_.push_back({name, value});
        }
    }
    std::ranges::stable_sort(typed_, {}, &Field::name);
    is_taken_.assign(typed_.size(), false);
    read_row(record_.root(), std::string(box_prefix));
    read_reasons();
    const auto left = std::ranges::find(is_taken_, false);
    return left == is_taken_.end()
               ? read_taken_over(typed)
               : std::string(typed_[static_cast<std::size_t>(left - is_taken_.begin())].name);
}

std::span<const FilledForm::Field> FilledForm::fields_named(std::string_view name) const {
    const auto found = std::ranges::equal_range(typed_, name, {}, &Field::name);
    return {found.begin(), found.end()};
}

bool FilledForm::has_row(std::string_view name) const {
    const auto found = std::ranges::lower_bound(typed_, name, {}, &Field::name);
    return found != typed_.end() && found->name.starts_with(name);
}

void FilledForm::read_row(Row& row, const std::string& name) {
    for (const form::ItemId id : form_.items().ids()) {
        const Item& item = form_.items()[id];
        if (item.group == row.group && is_asked(form_, id)) {
            const std::string box = name_in(form_, name, item);
            read_text(row, item, box, take_field(box));
        }
    }
    for (const GroupId group : form_.groups().ids()) {
        const form::Group& it = form_.groups()[group];
        if (group == form::document_group || it.parent != row.group || !is_asked(form_, group)) {
            continue;
        }
        const std::string rows = rows_in(form_, name, group);
        if (it.kind == form::GroupKind::codes) {
            read_codes(row, group, rows);
            continue;
        }
        std::size_t count = 0;
        for (; rows_read_ < most_rows && has_row(numbered(rows, count) + "."); ++count, ++rows_read_) {
            read_row(record_.add_row(row, group), numbered(rows, count));
        }
        if (rows == added_) {
            record_.add_row(row, group);
        }
    }
}

std::string_view FilledForm::take_field(std::string_view name) {
    const std::span<const Field> fields = fields_named(name);
    if (fields.size() != 1) { // two values for one box came from no page
        return {};
    }
    is_taken_[static_cast<std::size_t>(fields.data() - typed_.data())] = true;
    return fields.front().value;
}

void FilledForm::read_codes(Row& row, GroupId group, const std::string& name) {
    const auto item = std::ranges::find(form_.items(), group, &Item::group);
    for (const Field& field : fields_named(name)) {
        is_taken_[static_cast<std::size_t>(&field - typed_.data())] = true;
        if (!field.value.empty()) {
            read_text(record_.add_row(row, group), *item, name, field.value);
        }
    }
}

void FilledForm::read_text(Row& row, const Item& item, const std::string& name, std::string_view text) {
    if (text.empty() || record::is_only_space(text)) {
        return;
    }
    const form::ListId reasons = form_.about().absent_list;
    if (text.front() == reason_mark && reasons != form::none && has_long_list(form_, item)) {
        const form::CodeList& list = form_.lists()[reasons];
        if (form_.row_of_form_code(list, text.substr(1)) != form::none) {
            return record_.set_absent(row, item, {record_.arena().keep(text.substr(1)), {}});
        }
    }
    if (item.type == form::ItemType::text) {
        return record_.set(row, item, record_.arena().keep(with_line_feeds(text)));
    }
    if (record::is_canonical(form_, item, text)) {
        return record_.set(row, item, record_.arena().keep(text));
    }
    const record::LexicalResult reading = record::read_value(form_, item, {text, source_of(item.type)},
                                                             record::ReadMode::lenient, record_.arena());
    if (!reading.finding || reading.finding->severity != Severity::error) {
        return record_.set(row, item, record_.arena().keep(reading.text));
    }
    refused_.emplace(name, text);
    errors_.emplace(
        name, diag::sentence(reading.finding->message, reading.finding->args, diag::Language::japanese));
}

// ---------------------------------------------------------------- rows
// Rows of sets of codes are boxes of the row above, and have its name.
void FilledForm::each_row(Row& row, const std::string& name, const SeeRow& see) const {
    see(row, name);
    for (const GroupId group : form_.groups().ids()) {
        const form::Group& it = form_.groups()[group];
        if (group == form::document_group || it.parent != row.group || !is_asked(form_, group)) {
            continue;
        }
        const std::string rows = rows_in(form_, name, group);
        for (Row* const each : record_.rows(row, group)) {
            each_row(*each, it.kind == form::GroupKind::codes ? name : numbered(rows, each->index), see);
        }
    }
}

void FilledForm::each_row(const SeeRow& see) const { each_row(record_.root(), std::string(box_prefix), see); }

void FilledForm::each_box(const SeeBox& see) const {
    each_row([&](const Row& row, const std::string& name) {
        for (const form::ItemId id : form_.items().ids()) {
            const form::Group& group = form_.groups()[form_.items()[id].group];
            const bool is_row = form_.items()[id].group == row.group;
            const bool is_codes = group.kind == form::GroupKind::codes;
            if ((is_codes ? group.parent == row.group : is_row) && is_asked(form_, id)) {
                see(row, id, name_in(form_, name, form_.items()[id]));
            }
        }
    });
}

void FilledForm::add_first_rows(Row& row) {
    for (const GroupId group : form_.groups().ids()) {
        const form::Group& it = form_.groups()[group];
        if (group != form::document_group && it.parent == row.group && is_asked(form_, group) &&
            it.kind != form::GroupKind::codes && group != form_.about().carried_group) {
            if (record_.rows(row, group).count == 0) {
                record_.add_row(row, group);
            }
            for (Row* const each : record_.rows(row, group)) {
                add_first_rows(*each);
            }
        }
    }
}

// ---------------------------------------------------------------- as a page would send it
Fields FilledForm::fields() const {
    Fields out;
    each_row([&](const Row& row, const std::string& name) {
        for (const form::ItemId id : form_.items().ids()) {
            const Item& item = form_.items()[id];
            const record::ItemValue* const value =
                item.group == row.group && is_asked(form_, id) ? &record_.value(row, item) : nullptr;
            if (value != nullptr && !value->text().empty()) {
                out.emplace_back(name_in(form_, name, item), value->text());
            } else if (value != nullptr && value->absent != nullptr && has_long_list(form_, item) &&
                       value->absent->note.empty()) {
                out.emplace_back(name_in(form_, name, item),
                                 reason_mark + std::string(value->absent->reason));
            }
        }
    });
    const std::vector<Reason> apart = reasons();
    for (std::size_t i = 0; i < apart.size(); ++i) {
        const std::string row = numbered(reasons_name(form_), i);
        out.emplace_back(row + ".item", apart[i].item);
        out.emplace_back(row + ".reason", apart[i].reason);
        out.emplace_back(row + ".note", apart[i].note);
    }
    for (const auto& [name, text] : refused_) {
        out.emplace_back(name, text);
    }
    std::ranges::move(texts_taken_over(), std::back_inserter(out));
    std::ranges::move(ticks(), std::back_inserter(out));
    return out;
}

std::string FilledForm::value_of(const Row& row, const Item& item, std::string_view box) const {
    std::string out(refused(box) == nullptr ? std::string_view() : *refused(box));
    if (item.group != row.group) { // a set of codes
        for (const Row* each : record_.rows(row, item.group)) {
            out += (out.empty() ? "" : " ") + std::string(record_.value(*each, item).text());
        }
    }
    if (!out.empty() || item.group != row.group) {
        return out;
    }
    const record::ItemValue& value = record_.value(row, item);
    return value.absent == nullptr ? std::string(value.text())
           : has_long_list(form_, item) && value.absent->note.empty()
               ? reason_mark + std::string(value.absent->reason)
               : std::string();
}

// ---------------------------------------------------------------- rules
void FilledForm::check(const record::Rules& rules) {
    diag::Report report;
    const record::Places places = [&](const record::ItemLocation& at) {
        const bool is_of_codes = form_.groups()[at.row.group].kind == form::GroupKind::codes;
        const std::string row = row_name(form_, is_of_codes ? *at.row.parent : at.row);
        return diag::Where{.path = at.item != form::none ? name_in(form_, row, form_.items()[at.item])
                                                         : rows_in(form_, row, at.group)};
    };
    record_.number_rows();
    rules.check(record_, report, places);
    for (const diag::Finding& found : report.findings()) {
        if (found.severity == Severity::information || refused_.contains(found.where.path)) {
            continue; // what could not be read is wrong enough
        }
        auto& said = found.severity == Severity::error ? errors_ : warnings_;
        if (found.severity != Severity::error) {
            notes_.push_back(fmt::format(
                "{}：{}", found.name, diag::sentence(found.message, found.args, diag::Language::japanese)));
        }
        std::string& text = said[found.where.path];
        text +=
            (text.empty() ? "" : "。") + diag::sentence(found.message, found.args, diag::Language::japanese);
    }
    check_taken_over();
}

bool FilledForm::add_error(std::string_view pointer, const std::string& text) {
    bool is_there = false;
    each_box([&](const Row&, form::ItemId, const std::string& box) {
        if (!is_there && pointer_of(box) == pointer) {
            is_there = true;
            errors_.emplace(box, text);
        }
    });
    return is_there;
}

const std::string* FilledForm::error(std::string_view box) const {
    const auto found = errors_.find(box);
    return found == errors_.end() ? nullptr : &found->second;
}

const std::string* FilledForm::warning(std::string_view box) const {
    const auto found = warnings_.find(box);
    return found == warnings_.end() ? nullptr : &found->second;
}

const std::string_view* FilledForm::refused(std::string_view box) const {
    const auto found = refused_.find(box);
    return found == refused_.end() ? nullptr : &found->second;
}

} // namespace renkei::entry
