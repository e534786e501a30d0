#include "gateway/forms/conform/requirements.h"

#include "gateway/core/base/characters.h"
#include "gateway/core/base/file.h"
#include "gateway/core/text/words.h"
#include "generated/messages/conform.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace renkei::conform {

diag::Result<Requirements> Requirements::read(const std::filesystem::path& kit) {
    const std::filesystem::path file = kit / "requirements.tsv";
    TRY(const std::string bytes, base::read_file(file));
    constexpr std::size_t columns = 6;
    Requirements out;
    std::string_view rest = bytes;
    text::next_part(rest, '\n'); // the head
    for (std::uint32_t number = 2; !rest.empty(); ++number) {
        std::string_view line = text::next_part(rest, '\n');
        if (static_cast<std::size_t>(std::ranges::count(line, '\t')) + 1 != columns) {
            return diag::fail(diag::message::conform_table_wrong, {.file = file.string(), .line = number},
                              {std::to_string(columns)});
        }
        std::array<std::string, columns> cells;
        for (std::string& cell : cells) {
            cell = text::next_part(line, '\t');
        }
        auto& [kind, key, title, japanese, english, where] = cells;
        out.rows_[fmt::format("{} {}", kind, key)] = {
            std::move(title), {{std::move(japanese), std::move(english)}, std::move(where)}};
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
