// The groups for content that no item holds (carried, reasons, blank boxes) with their items, looked up once.
#pragma once

#include "gateway/forms/record/value/record.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::record {

struct UnmappedContent {
    explicit UnmappedContent(const form::Form& form);

    // Each is none if the form has no such group.
    form::GroupId carried = form::none;
    form::ItemId carried_pointer = form::none;
    form::ItemId carried_value = form::none;
    form::GroupId absent = form::none;
    form::ItemId absent_pointer = form::none;
    form::ItemId absent_reason = form::none;
    form::ItemId absent_note = form::none;
    form::GroupId blank = form::none;
    form::ItemId blank_item = form::none;
    form::ItemId blank_rows = form::none;

    bool is_unmapped_content(form::GroupId group) const {
        return group != form::none && (group == carried || group == absent || group == blank);
    }
};

// A row of the carried group; the record keeps copies.
void carry(Record& record, const UnmappedContent& unmapped, std::string_view pointer, std::string_view value,
           std::uint32_t offset);

// The item's code in FHIR: <form>.<item id>.
std::string item_code(const form::Form& form, const form::Item& item);

// A row of the blank group: the box of `item` in the row that the indices (from 0, joined by ".") lead to.
void mark_blank(Record& record, const UnmappedContent& unmapped, const form::Item& item,
                std::string_view rows);
bool is_blank(const Record& record, const UnmappedContent& unmapped, const form::Item& item,
              std::string_view rows);

// All blank boxes of a record, to be asked for many items: a record may have as many as it has items.
class BlankBoxes {
public:
    void collect(const Record& record, const UnmappedContent& unmapped); // which must outlive it
    bool empty() const { return boxes_.empty(); }
    bool has(const form::Form& form, const form::Item& item, std::string_view rows) const;

private:
    using Box = std::pair<std::string_view, std::string_view>; // item code, rows
    std::vector<Box> boxes_;                                   // sorted
};

// The row of the group that the indices lead to; null if there is none.
const Row* row_at(const Record& record, form::GroupId group, std::string_view indices);

// "0.1": the indices of a row and the rows above it; "" for the document.
std::string row_indices(const Row& row);

// Pointer of a carried column and back; 0 if it is not one.
std::string column_pointer(std::uint32_t column);
std::uint32_t column_of_pointer(std::string_view pointer);

} // namespace renkei::record
