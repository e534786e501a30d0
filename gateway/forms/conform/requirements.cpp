#include "gateway/forms/conform/requirements.h"

#include "gateway/core/base/characters.h"
#include "gateway/forms/conform/kit_table.h"

#include <fmt/format.h>

namespace renkei::conform {

std::string BothLanguages::text() const {
    return japanese + (japanese.empty() || english.empty() ? "" : " / ") + english;
}

diag::Result<Requirements> Requirements::read(const std::filesystem::path& kit) {
    constexpr std::size_t columns = 6;
    TRY(std::vector<KitTableRow> rows, read_kit_table(kit / "requirements.tsv", columns));
    Requirements out;
    for (KitTableRow& row : rows) {
        std::vector<std::string>& cells = row.cells;
        out.rows_[fmt::format("{} {}", cells[0], cells[1])] = {
            std::move(cells[2]), {{std::move(cells[3]), std::move(cells[4])}, std::move(cells[5])}};
    }
    return out;
}

const Requirements::Row& Requirements::row(std::string_view kind, std::string_view key) const {
    static const Row unknown;
    const auto found = rows_.find(fmt::format("{} {}", kind, key));
    return found == rows_.end() ? unknown : found->second;
}

BothLanguages Requirements::title(std::string_view clause) const {
    return {row("title", clause).title, std::string(clause)};
}

const Requirement& Requirements::of_case(std::string_view clause, std::string_view form) const {
    const Requirement& own = row("title", clause).requirement;
    return own.is_known() ? own : row("form", form).requirement;
}

const Requirement& Requirements::of_finding(std::string_view id) const {
    const Requirement& own = row("finding", id).requirement;
    const bool is_numbered = id.size() > 1 && base::is_digit(id[1]); // "V042"
    return own.is_known() || !is_numbered ? own : row("finding", id.substr(0, 1)).requirement;
}

} // namespace renkei::conform
