#include "gateway/forms/model/columns.h"

#include <algorithm>
#include <cassert>

namespace renkei::model {
namespace {

bool is_unmapped_content(GroupKind kind) {
    return kind == GroupKind::carried || kind == GroupKind::absent || kind == GroupKind::blank;
}

} // namespace

Columns::Columns(const Form& form, const Syntax& syntax)
    : form_(&form),
      syntax_(&syntax),
      has_item_(form.items().size()),
      is_given_(form.items().size()) {
    for (const Cell& cell : cells()) {
        add_cell(cell);
    }
    for (RepeatedColumns& repeated : repeated_columns_) {
        repeated.first_slot = static_cast<std::uint16_t>(slots_);
        repeated.counter = counter_of(repeated.group);
        slots_ += repeated.width;
    }
    for (const Cell& cell : cells()) {
        const bool in_strip = cell.row != none && cell.kind != CellKind::ignored;
        slot_of_cell_.push_back(in_strip ? slot_for(form.items()[items_of(cell)[0]].group, cell.row) : none);
    }
    for (const Implied& implied : form.implied(syntax)) {
        is_given_[implied.item] = true;
    }
    has_all_items_ = true;
    for (std::uint16_t i = 0; i < form.items().size(); ++i) {
        const Group& group = form.groups()[form.items()[i].group];
        has_all_items_ &= has_item_[i] || is_given_[i] || group.place == i || is_unmapped_content(group.kind);
    }
}

std::span<const std::uint16_t> Columns::items_of(const Cell& cell) const {
    const bool single = cell.kind == CellKind::item || cell.kind == CellKind::set;
    return single ? std::span(&cell.item, 1) : form_->parts(cell);
}

void Columns::add_cell(const Cell& cell) {
    if (cell.kind == CellKind::ignored) {
        return;
    }
    for (const std::uint16_t item : items_of(cell)) {
        has_item_[item] = true;
    }
    if (cell.row == none) {
        return;
    }
    const std::uint16_t group = form_->items()[items_of(cell)[0]].group;
    assert(form_->groups()[group].parent == 0);
    RepeatedColumns* repeated = repeated_columns_of(group);
    if (repeated == nullptr) {
        repeated = &repeated_columns_.emplace_back(RepeatedColumns{group, 0, 0, none});
    }
    repeated->width = std::max(repeated->width, static_cast<std::uint16_t>(cell.row + 1));
}

RepeatedColumns* Columns::repeated_columns_of(std::uint16_t group) {
    const auto found = std::find_if(repeated_columns_.begin(), repeated_columns_.end(),
                                    [&](const RepeatedColumns& s) { return s.group == group; });
    return found == repeated_columns_.end() ? nullptr : &*found;
}

std::uint16_t Columns::slot_for(std::uint16_t group, std::uint16_t row) {
    return static_cast<std::uint16_t>(repeated_columns_of(group)->first_slot + row);
}

std::uint16_t Columns::counter_of(std::uint16_t group) const {
    for (const Implied& implied : form_->implied(*syntax_)) {
        if (implied.count_group == group) {
            return implied.item;
        }
    }
    return form_->groups()[group].place;
}

const Cell* Columns::cell_at(std::size_t column) const {
    const auto before = [](const Cell& cell, std::size_t wanted) { return cell.column < wanted; };
    const auto found = std::lower_bound(cells().begin(), cells().end(), column, before);
    return found != cells().end() && found->column == column ? &*found : nullptr;
}

std::uint32_t Columns::column_of(std::uint16_t item, std::uint32_t place) const {
    for (const Cell& cell : cells()) {
        const bool here = cell.kind != CellKind::ignored && (cell.row == none || cell.row == place);
        if (here && std::ranges::find(items_of(cell), item) != items_of(cell).end()) {
            return cell.column;
        }
    }
    return 0;
}

std::uint32_t Columns::first_column_of(std::uint16_t group) const {
    for (std::uint16_t i = 0; i < form_->items().size(); ++i) {
        if (form_->items()[i].group == group && has_item_[i]) {
            return column_of(i, 0);
        }
    }
    return 0;
}

} // namespace renkei::model
