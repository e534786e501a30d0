#include "gateway/forms/conform/kit_table.h"

#include "gateway/core/base/file.h"
#include "gateway/core/text/words.h"
#include "generated/messages/conform.h"

namespace renkei::conform {
namespace {

std::vector<std::string> tab_cells(std::string_view line) {
    std::vector<std::string> out;
    for (bool is_more = true; is_more;) {
        is_more = line.find('\t') != std::string_view::npos;
        out.emplace_back(text::next_part(line, '\t'));
    }
    return out;
}

} // namespace

diag::Result<std::vector<KitTableRow>> read_kit_table(const std::filesystem::path& file,
                                                      std::size_t columns) {
    TRY(const std::string bytes, base::read_file(file));
    std::vector<KitTableRow> out;
    std::string_view rest = bytes;
    text::next_part(rest, '\n'); // the head
    for (std::uint32_t number = 2; !rest.empty(); ++number) {
        KitTableRow row{.where = {.file = file.string(), .line = number},
                        .cells = tab_cells(text::next_part(rest, '\n'))};
        if (row.cells.size() != columns) {
            return diag::fail(diag::message::conform_table_wrong, row.where, {std::to_string(columns)});
        }
        out.push_back(std::move(row));
    }
    return out;
}

} // namespace renkei::conform
