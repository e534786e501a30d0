#include "gateway/forms/service/target_record.h"

#include "gateway/forms/model/lexical.h"
#include "generated/messages/service.h"

#include <algorithm>

namespace renkei::service {

namespace message = diag::message;
using model::Item;

TargetRecord::TargetRecord(const model::Form& form, model::Record& record, diag::Report& report)
    : form_(&form),
      record_(record),
      report_(report) {
    record_.clear(form);
    for (const Item& item : form.items()) {
        if (item.group == model::document_group && !item.literal.empty()) {
            set(record_.root(), item, form.text(item.literal));
        }
    }
    set(form.about().version_item, form.version());
}

void TargetRecord::give(const GivenValues& values) {
    for (const auto& [id, value] : values) {
        const std::optional<model::ItemId> index = form_->item(id);
        if (!index || form_->items()[*index].group != model::document_group) {
            report_.add(message::item_not_of_form, {}, {id, std::string(form_->id())});
        } else {
            give(record_.root(), form_->items()[*index], value);
        }
    }
}

void TargetRecord::give_where_empty(const GivenValues& values) {
    for (const auto& [id, value] : values) {
        const std::optional<model::ItemId> index = form_->item(id);
        if (!index) {
            continue; // of another form
        }
        const Item& item = form_->items()[*index];
        const auto give_row = [&](model::Row& row) {
            if (record_.value(row, item).empty()) {
                give(row, item, value);
            }
        };
        if (item.group == model::document_group) {
            give_row(record_.root());
            continue;
        }
        if (form_->groups()[item.group].parent == model::document_group) {
            std::ranges::for_each(record_.rows(record_.root(), item.group),
                                  [&](model::Row* row) { give_row(*row); });
        }
    }
}

void TargetRecord::give(model::Row& row, const Item& item, const std::string& value) {
    if (value.empty()) {
        return;
    }
    const model::LexicalResult reading = model::read_value(*form_, item, {value, model::SourceType::string},
                                                           model::ReadMode::lenient, record_.arena());
    if (reading.finding && reading.finding->severity == diag::Severity::error) {
        report_.add(*reading.finding);
        return;
    }
    set(row, item, reading.text);
}

void TargetRecord::set(model::ItemId item, std::string_view text) {
    if (item != model::none && !text.empty()) {
        set(record_.root(), form_->items()[item], text);
    }
}

void TargetRecord::set(model::Row& row, const Item& item, std::string_view text) {
    record_.set(row, item, record_.arena().keep(text));
}

model::Row& TargetRecord::row_at(model::GroupId group, std::uint32_t place) {
    while (record_.rows(record_.root(), group).count <= place) {
        record_.add_row(record_.root(), group);
    }
    return *record_.rows(record_.root(), group).rows[place];
}

} // namespace renkei::service
