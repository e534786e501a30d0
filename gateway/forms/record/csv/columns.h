// The columns of a CSV syntax, ready for use: which rows of which groups they hold and what they leave out.
#pragma once

#include "gateway/forms/form/form.h"

#include <span>
#include <vector>

namespace renkei::record {

// A group whose rows are side by side in one record.
struct RepeatedColumns {
    form::GroupId group;
    std::uint16_t width;      // how many rows have columns
    std::uint16_t first_slot; // slot of its row 0; row r has slot first_slot + r
    form::ItemId counter;     // holds the row's place from 1 (<group>.place, or the implied count), or none
};
inline constexpr std::uint16_t no_slot = 0xFFFF; // of a cell of the document

class Columns {
public:
    Columns(const form::Form& form, const form::Syntax& syntax);

    const form::Form& form() const { return *form_; }
    const form::Syntax& syntax() const { return *syntax_; }
    std::span<const form::Cell> cells() const { return form_->cells(*syntax_); }
    const form::Cell* cell_at(std::size_t column) const; // from 1; nullptr: the syntax does not know it

    std::span<const RepeatedColumns> repeated_columns() const { return repeated_columns_; }
    std::size_t slots() const { return slots_; }
    // `cell`: index into cells().
    std::uint16_t slot_of(std::size_t cell) const { return slot_of_cell_[cell]; }

    // Can this syntax say the item at all? (In a group of repeated columns: in its first rows.)
    bool has_item(form::ItemId item) const { return has_item_[item]; }
    bool is_given(form::ItemId item) const { return is_given_[item]; } // the syntax gives it by itself
    bool has_all_items() const { return has_all_items_; }

    // Where an item of a row stands; 0: in no column. `place` is the row's place in its group of repeated
    // columns, from 0.
    std::uint32_t column_of(form::ItemId item, std::uint32_t place) const;
    std::uint32_t first_column_of(form::GroupId group) const;

private:
    void add_cell(const form::Cell& cell);
    std::uint16_t slot_for(form::GroupId group, std::uint16_t row);
    RepeatedColumns* repeated_columns_of(form::GroupId group);
    form::ItemId counter_of(form::GroupId group) const;
    form::ItemId first_item_of(const form::Cell& cell) const;
    bool holds(const form::Cell& cell, form::ItemId item) const;

    const form::Form* form_;
    const form::Syntax* syntax_;
    std::vector<RepeatedColumns> repeated_columns_;
    std::size_t slots_ = 0;
    std::vector<std::uint16_t> slot_of_cell_;
    base::IdVector<form::ItemId, bool> has_item_;
    base::IdVector<form::ItemId, bool> is_given_;
    bool has_all_items_ = false;
};

} // namespace renkei::record
