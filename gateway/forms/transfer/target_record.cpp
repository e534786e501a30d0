#include "gateway/forms/transfer/target_record.h"

#include "gateway/forms/record/value/lexical.h"
#include "generated/messages/rules.h"
#include "generated/messages/service.h"

#include <algorithm>
#include <charconv>

namespace renkei::transfer {

using form::Item;

bool is_about_value(diag::Message message) {
    using namespace diag::message;
    constexpr diag::Message of_values[] = {value_not_literal, value_format,       check_digit_wrong,
                                           value_pattern,     rule_value_no_date, value_too_long,
                                           value_too_small,   value_too_large,    rule_value_no_number};
    return std::ranges::find(of_values, message) != std::end(of_values);
}

TargetRecord::TargetRecord(const form::Form& form, record::Record& record, diag::Report& report)
    : form_(&form),
      record_(record),
      report_(report) {
    record_.clear(form);
    for (const Item& item : form.items()) {
        if (item.group == form::document_group && !item.literal.empty()) {
            set(record_.root(), item, form.text(item.literal));
        }
    }
    set(form.about().mark_item, form.text(form.about().mark)); // where a rule says it
    set(form.about().version_item, form.version());
}

GivenItem given_item(const form::Form& form, std::string_view name) {
    const std::size_t open = name.find('[');
    const std::size_t close = name.find(']', open);
    if (open == std::string_view::npos || close == std::string_view::npos) {
        return {form.item(name), std::nullopt};
    }
    const std::string_view digits = name.substr(open + 1, close - open - 1);
    std::uint32_t row = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), row);
    const bool is_number = error == std::errc() && end == digits.data() + digits.size();
    const std::string id = std::string(name.substr(0, open)) + std::string(name.substr(close + 1));
    const std::optional<form::ItemId> item = is_number ? form.item(id) : std::nullopt;
    const bool is_of_row = item && form.items()[*item].group != form::document_group;
    return {is_of_row ? item : std::nullopt, row};
}

void TargetRecord::give(const GivenValues& values) {
    for (const auto& [id, value] : values) {
        const std::optional<form::ItemId> index = form_->item(id);
        if (!index || form_->items()[*index].group != form::document_group) {
            report_.add(message::item_not_of_form, {}, {id, form_->id()});
        } else {
            give(record_.root(), form_->items()[*index], value);
        }
    }
}

GivenOfRows TargetRecord::give_document(const GivenValues& values) {
    GivenOfRows out;
    for (const auto& each : values) {
        const GivenItem given = given_item(form(), each.first);
        const bool is_of_rows = given.item && form().items()[*given.item].group != form::document_group;
        if (!is_of_rows) {
            give({each});
        } else {
            (given.row ? out.of_one : out.of_each).push_back(each);
        }
    }
    return out;
}

void TargetRecord::give_where_empty(const GivenValues& values) {
    for (const auto& [id, value] : values) {
        const GivenItem given = given_item(*form_, id);
        if (!given.item) {
            continue; // of another form
        }
        const Item& item = form_->items()[*given.item];
        const auto give_row = [&](record::Row& row) {
            if (record_.value(row, item).empty()) {
                give(row, item, value);
            }
        };
        if (item.group == form::document_group) {
            give_row(record_.root());
            continue;
        }
        if (given.row) {
            if (record::Row* const row = given_row(item, *given.row)) {
                give_row(*row);
            }
            continue;
        }
        if (form_->groups()[item.group].parent == form::document_group) {
            std::ranges::for_each(record_.rows(record_.root(), item.group),
                                  [&](record::Row* row) { give_row(*row); });
        }
    }
}

void TargetRecord::give(record::Row& row, const Item& item, const std::string& value) {
    if (value.empty()) {
        return;
    }
    const record::LexicalResult reading = record::read_value(
        *form_, item, {value, record::SourceType::string}, record::ReadMode::lenient, record_.arena());
    if (reading.finding && reading.finding->severity == diag::Severity::error) {
        report_.add(*reading.finding);
        return;
    }
    set(row, item, reading.text);
}

void TargetRecord::set(form::ItemId item, std::string_view text) {
    if (item != form::none && !text.empty()) {
        set(record_.root(), form_->items()[item], text);
    }
}

void TargetRecord::set(record::Row& row, const Item& item, std::string_view text) {
    record_.set(row, item, record_.arena().keep(text));
}

record::Row* TargetRecord::given_row(const Item& item, std::uint32_t place) {
    if (form_->groups()[item.group].parent != form::document_group) {
        return nullptr;
    }
    const record::Rows& rows = record_.rows(record_.root(), item.group);
    return place < rows.count ? rows.rows[place] : nullptr;
}

record::Row& TargetRecord::row_at(form::GroupId group, std::uint32_t place) {
    while (record_.rows(record_.root(), group).count <= place) {
        record_.add_row(record_.root(), group);
    }
    return *record_.rows(record_.root(), group).rows[place];
}

record::Row& TargetRecord::row_of_code(const Item& item, std::string_view code) {
    const record::Rows& rows = record_.rows(record_.root(), item.group);
    const auto there = std::ranges::find_if(
        rows, [&](const record::Row* each) { return record_.value(*each, item).text() == code; });
    return there != rows.end() ? **there : row_at(item.group, rows.count);
}

} // namespace renkei::transfer
