// A ministry item table as text (tab separated, one item a line): what `form_new` makes a form from.
#pragma once

#include "gateway/core/diag/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::newform {

// One line of a table with a line of titles: title → text.
using TableRow = std::map<std::string, std::string, std::less<>>;
diag::Result<std::vector<TableRow>> read_table(std::string_view text, const std::string& file,
                                               const std::vector<std::string>& needed);

// ">= start_date" in a note.
struct TableOrder {
    std::string other; // id of the item that is compared with
    bool is_after = true;
};

struct TableItem {
    std::string id;                  // in the form: of JSON tables the path without [], else with its level
    std::string listed;              // … as the table has it
    std::vector<std::string> arrays; // prefixes of the id that are arrays (JSON) or levels (CSV)
    bool is_codes = false;           // JSON: a list of codes
    unsigned column = 0;             // CSV: from 1; 0: it has none
    std::string level;               // CSV: the level whose rows hold it
    bool is_key = false;             // a row of its level begins where it changes
    std::string head;                // CSV with a line of names: its name there
    unsigned name_part = 0;          // which part of the file name it is, from 1; 0: none
    std::string name_empty;          // what stands in the name where it has no value
    std::string section;             // 基本情報
    std::string name;
    std::string type; // as a mapping writes it: text(60), code(gender) …
    std::string list; // code list, or empty
    std::string literal;
    std::string none; // what the column holds where there is no value
    std::string check;
    std::string min;
    std::string max;
    std::string plausible; // kind of number
    std::string pattern;
    std::string from; // provenance
    bool is_required = false;
    bool is_extension = false;
    bool is_sensitive = false;
    std::string group;  // CSV: rep=NAME[i]/max
    unsigned place = 0; // … i
    unsigned rows = 0;  // … max
    std::vector<TableOrder> orders;
    std::uint32_t line = 0; // of the file, from 1
};

struct ItemTable {
    bool is_json = false;
    std::vector<TableItem> items;
};

// Everything that cannot be understood goes to the report.
diag::Result<ItemTable> read_item_table(std::string_view text, const std::string& file, diag::Report& report);

} // namespace renkei::newform
