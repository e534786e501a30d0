#include "gateway/forms/record/csv/columns.h"

#include <algorithm>
#include <cassert>

namespace renkei::record {
namespace {

bool is_unmapped_content(form::GroupKind kind) {
    return kind == form::GroupKind::carried || kind == form::GroupKind::absent ||
           kind == form::GroupKind::blank;
}

bool is_of_one_item(const form::Cell& cell) {
    return cell.kind == form::CellKind::item || cell.kind == form::CellKind::set;
}

} // namespace

Columns::Columns(const form::Form& form, const form::Syntax& syntax)
    : form_(&form),
      syntax_(&syntax),
      has_item_(form.items().size(), false),
      is_given_(form.items().size(), false) {
    for (const form::Cell& cell : cells()) {
        add_cell(cell);
    }
    for (RepeatedColumns& repeated : repeated_columns_) {
        repeated.first_slot = static_cast<std::uint16_t>(slots_);
        repeated.counter = counter_of(repeated.group);
        slots_ += repeated.width;
    }
    slot_of_cell_.reserve(cells().size());
    for (const form::Cell& cell : cells()) {
        const bool in_strip = cell.row != form::no_row && cell.kind != form::CellKind::ignored;
        slot_of_cell_.push_back(in_strip ? slot_for(form.items()[first_item_of(cell)].group, cell.row)
                                         : no_slot);
    }
    for (const form::Implied& implied : form.implied(syntax)) {
        is_given_[implied.item] = true;
    }
    for (const form::NamePart& part : form.name_parts(syntax)) {
        if (part.kind == form::NamePartKind::home) {
            has_item_[part.item] = true;
        }
    }
    has_all_items_ = true;
    for (const form::ItemId i : form.items().ids()) {
        const form::Group& group = form.groups()[form.items()[i].group];
        has_all_items_ &= has_item_[i] || is_given_[i] || group.place == i || is_unmapped_content(group.kind);
    }
}

form::ItemId Columns::first_item_of(const form::Cell& cell) const {
    return is_of_one_item(cell) ? cell.item : form_->parts(cell)[0].item();
}

bool Columns::holds(const form::Cell& cell, form::ItemId item) const {
    return is_of_one_item(cell)
               ? cell.item == item
               : std::ranges::find(form_->parts(cell), form::CellPart(item)) != form_->parts(cell).end();
}

void Columns::add_cell(const form::Cell& cell) {
    if (cell.kind == form::CellKind::ignored) {
        return;
    }
    if (is_of_one_item(cell)) {
        has_item_[cell.item] = true;
    } else {
        for (const form::CellPart part : form_->parts(cell)) {
            has_item_[part.item()] = true;
        }
    }
    if (cell.row == form::no_row) {
        return;
    }
    const form::GroupId group = form_->items()[first_item_of(cell)].group;
    assert(form_->groups()[group].parent == form::document_group);
    RepeatedColumns* repeated = repeated_columns_of(group);
    if (repeated == nullptr) {
        repeated = &repeated_columns_.emplace_back(RepeatedColumns{group, 0, 0, form::none});
    }
    repeated->width = std::max(repeated->width, static_cast<std::uint16_t>(cell.row + 1));
}

RepeatedColumns* Columns::repeated_columns_of(form::GroupId group) {
    const auto found =
        std::ranges::find_if(repeated_columns_, [&](const RepeatedColumns& s) { return s.group == group; });
    return found == repeated_columns_.end() ? nullptr : &*found;
}

std::uint16_t Columns::slot_for(form::GroupId group, std::uint16_t row) {
    return static_cast<std::uint16_t>(repeated_columns_of(group)->first_slot + row);
}

form::ItemId Columns::counter_of(form::GroupId group) const {
    for (const form::Implied& implied : form_->implied(*syntax_)) {
        if (implied.count_group == group) {
            return implied.item;
        }
    }
    return form_->groups()[group].place;
}

const form::Cell* Columns::cell_at(std::size_t column) const {
    const auto before = [](const form::Cell& cell, std::size_t wanted) { return cell.column < wanted; };
    const auto found = std::lower_bound(cells().begin(), cells().end(), column, before);
    return found != cells().end() && found->column == column ? &*found : nullptr;
}

std::uint32_t Columns::column_of(form::ItemId item, std::uint32_t place) const {
    for (const form::Cell& cell : cells()) {
        const bool here =
            cell.kind != form::CellKind::ignored && (cell.row == form::no_row || cell.row == place);
        if (here && holds(cell, item)) {
            return cell.column;
        }
    }
    return 0;
}

std::uint32_t Columns::first_column_of(form::GroupId group) const {
    for (const form::ItemId i : form_->items().ids()) {
        const bool is_here = form_->items()[i].group == group && has_item_[i];
        if (const std::uint32_t column = is_here ? column_of(i, 0) : 0; column != 0) {
            return column;
        }
    }
    return 0;
}

} // namespace renkei::record
