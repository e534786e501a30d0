// The groups for content that no item holds (carried, reasons, blank boxes) with their items, looked up once.
#pragma once

#include "gateway/forms/model/record.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::model {

struct UnmappedContent {
    explicit UnmappedContent(const Form& form);

    // Each is none if the form has no such group.
    GroupId carried = none;
    ItemId carried_pointer = none;
    ItemId carried_value = none;
    GroupId absent = none;
    ItemId absent_pointer = none;
    ItemId absent_reason = none;
    ItemId absent_note = none;
    GroupId blank = none;
    ItemId blank_item = none;
    ItemId blank_rows = none;

    bool is_unmapped_content(GroupId group) const {
        return group != none && (group == carried || group == absent || group == blank);
    }
};

// A row of the carried group; the record keeps copies.
void carry(Record& record, const UnmappedContent& unmapped, std::string_view pointer, std::string_view value,
           std::uint32_t offset);

// The item's code in FHIR: <form>.<item id>.
std::string item_code(const Form& form, const Item& item);

// A row of the blank group: the box of `item` in the row that the indices (from 0, joined by ".") lead to.
void mark_blank(Record& record, const UnmappedContent& unmapped, const Item& item, std::string_view rows);
bool is_blank(const Record& record, const UnmappedContent& unmapped, const Item& item, std::string_view rows);

// All blank boxes of a record, to be asked for many items: a record may have as many as it has items.
class BlankBoxes {
public:
    void collect(const Record& record, const UnmappedContent& unmapped); // which must outlive it
    bool empty() const { return boxes_.empty(); }
    bool has(const Form& form, const Item& item, std::string_view rows) const;

private:
    using Box = std::pair<std::string_view, std::string_view>; // item code, rows
    std::vector<Box> boxes_;                                   // sorted
};

// The row of the group that the indices lead to; null if there is none.
const Row* row_at(const Record& record, GroupId group, std::string_view indices);

// "0.1": the indices of a row and the rows above it; "" for the document.
std::string row_indices(const Row& row);

// Pointer of a carried column and back; 0 if it is not one.
std::string column_pointer(std::uint32_t column);
std::uint32_t column_of_pointer(std::string_view pointer);

} // namespace renkei::model
