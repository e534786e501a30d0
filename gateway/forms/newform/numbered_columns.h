// Columns of an item table that are numbered: at a regular distance they become a group, others stay items of
// their own.
#pragma once

#include "gateway/forms/newform/item_table.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::newform {

struct NumberedGroup {
    std::string id;
    std::string name;   // printed
    unsigned first = 0; // column
    unsigned stride = 0;
    unsigned rows = 0;
    bool is_regular = true;

    const std::string& printed() const { return name.empty() ? id : name; }
    // Printed name of an item without what the group says already: "家族1 氏名" → "氏名".
    std::string name_of(const TableItem& item) const;
};

// One name for the names of all rows in a header line: "note_01", "note_02" → "note_<row:2>"; empty: there is
// none.
std::string head_pattern(const std::vector<std::string>& names);
// How the header line calls the column of the item.
const std::string& head_of(const TableItem& item);

// In the order of the table.
std::vector<NumberedGroup> numbered_groups(const ItemTable& table);

// "medicine_2_name" in group medicine → "name"
std::string local_id(const TableItem& item);

// A printed name with a number in it: "家族1 氏名" → 家族, 氏名; "利用者負担の割合1" → 利用者負担の割合,
// nothing.
struct NumberedName {
    std::string before;
    std::string behind;
};
NumberedName split_at_number(std::string_view name);

} // namespace renkei::newform
