// A filled form without syntax: a tree of rows of canonical text. Canonical text is ISO dates, HH:MM, 1/0,
// numbers as written, LF line breaks. An item is empty (not stated), has text, or has a reason why there is
// none.
#pragma once

#include "gateway/core/base/arena.h"
#include "gateway/forms/form/form.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace renkei::record {

// Why an item has no value. `reason` is a code of the form's list of reasons.
struct Absent {
    std::string_view reason;
    std::string_view note;
    bool operator==(const Absent&) const = default;
};

struct ItemValue {
    const char* data = nullptr;
    std::uint32_t size = 0;
    std::uint32_t offset = 0;       // where it stood in the source, in bytes; 0 = nowhere
    const Absent* absent = nullptr; // set: there is a reason instead of text

    std::string_view text() const { return {data, size}; }
    bool empty() const { return size == 0 && absent == nullptr; }
};

struct Row;

struct Rows {
    Row** rows = nullptr;
    std::uint32_t count = 0;
    std::uint32_t capacity = 0;
    Row* const* begin() const { return rows; }
    Row* const* end() const { return rows + count; }
};

struct Row {
    ItemValue* values = nullptr;      // one per item slot of the group
    std::uint64_t* present = nullptr; // bit per item slot: has text or a reason
    Rows* groups = nullptr;           // one per group slot
    Row* parent = nullptr;
    std::uint32_t index = 0; // among its siblings
    std::uint32_t number =
        0; // among all rows of the group in the document, in order; set by Record::number_rows
    form::GroupId group = form::document_group;

    bool has(std::uint16_t slot) const { return (present[slot / 64] >> (slot % 64) & 1) != 0; }
};

// Owns the rows and all text in them (text may also lie in a source that outlives the record).
class Record {
public:
    explicit Record(const form::Form& form) : form_(&form) { clear(); }
    Record(Record&&) noexcept = default;
    Record& operator=(Record&&) noexcept = default;

    void clear();                       // forgets everything, keeps the memory
    void clear(const form::Form& form); // … and becomes a record of another form
    const form::Form& form() const { return *form_; }
    base::Arena& arena() { return arena_; }
    Row& root() { return *root_; }
    const Row& root() const { return *root_; }

    Row& add_row(Row& parent, form::GroupId group);
    void remove_last_row(Row& parent, form::GroupId group);
    const Rows& rows(const Row& parent, form::GroupId group) const {
        return parent.groups[form_->groups()[group].slot];
    }

    // Text that is empty is no value. The bytes are kept by reference: copy into arena() what does not
    // outlive the record.
    void set(Row& row, const form::Item& item, std::string_view text, std::uint32_t offset = 0);
    void set_absent(Row& row, const form::Item& item, Absent absent, std::uint32_t offset = 0);
    void unset(Row& row, const form::Item& item);
    const ItemValue& value(const Row& row, const form::Item& item) const { return row.values[item.slot]; }

    // Of an item of the document, or of rows of it that all say the same; an empty value where they do not.
    const ItemValue& common_value(const form::Item& item) const;

    // Gives every row its number; call once when the rows are complete.
    void number_rows();
    std::uint32_t row_count(form::GroupId group) const { return counts_[group.value]; } // after number_rows()

    // Rows without item and without child row go, from the leaves up; true if any went.
    bool prune();

private:
    Row& make_row(form::GroupId group, Row* parent);
    const form::Form* form_;
    base::Arena arena_;
    Row* root_ = nullptr;
    std::uint32_t* counts_ = nullptr;
};

// Same items, rows, reasons in the same order; offsets do not count.
bool equal(const Record& a, const Record& b);

// One line per value, in the form's order, for tests, for people and for the record's hash:
// "visits[0].vitals.temperature = 36.5" (LF in text as \n, reasons as "!reason note").
std::string canonical_text(const Record& record);

// Does a row say anything at all?
// No item and no row below it.
inline bool is_empty_row(const form::Form& form, const Row& row) {
    const form::Group& group = form.groups()[row.group];
    constexpr std::size_t bits = 64;
    const auto zero = [](std::uint64_t word) { return word == 0; };
    return std::all_of(row.present, row.present + (group.items + bits - 1) / bits, zero) &&
           std::all_of(row.groups, row.groups + group.groups,
                       [](const Rows& rows) { return rows.count == 0; });
}

} // namespace renkei::record
