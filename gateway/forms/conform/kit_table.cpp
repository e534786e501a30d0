#include "gateway/forms/conform/kit_table.h"

#include "gateway/core/base/file.h"
#include "gateway/core/text/tab_table.h"
#include "generated/messages/conform.h"

namespace renkei::conform {

diag::Result<std::vector<KitTableRow>> read_kit_table(const std::filesystem::path& file,
                                                      std::size_t columns) {
    TRY(const std::string bytes, base::read_file(file));
    std::vector<KitTableRow> out;
    for (const text::TabRow& read : text::tab_rows(bytes)) {
        if (read.line == 1) { // the head
            continue;
        }
        KitTableRow row{.where = {.file = file.string(), .line = read.line},
                        .cells = {read.cells.begin(), read.cells.end()}};
        if (row.cells.size() != columns) {
            return diag::fail(diag::message::conform_table_wrong, row.where, {std::to_string(columns)});
        }
        out.push_back(std::move(row));
    }
    return out;
}

} // namespace renkei::conform
