#include "gateway/fhir/validate/walk/guide_rules.h"

#include "gateway/core/base/file.h"
#include "gateway/core/text/joined.h"
#include "gateway/fhir/definitions/r4_definitions.h"

#include <fmt/format.h>

#include <array>

namespace renkei::validate {
namespace {

enum Cell : std::uint8_t { profile, id, paragraph, severity, expression, english, japanese, cells };

// A line of the table; false: it is none.
bool split(std::string_view line, std::array<std::string_view, cells>& out) {
    if (line.empty() || line.starts_with('#')) {
        return false;
    }
    for (std::string_view& cell : out) {
        cell = line.substr(0, line.find('\t'));
        line.remove_prefix(std::min(line.size(), cell.size() + 1));
    }
    return !out.back().empty() && line.empty();
}

} // namespace

GuideRules::GuideRules(std::string_view table) {
    while (!table.empty()) {
        const std::string_view line = table.substr(0, table.find('\n'));
        table.remove_prefix(std::min(table.size(), line.size() + 1));
        std::array<std::string_view, cells> cell;
        if (!split(line, cell)) {
            continue;
        }
        const Row& row = *rows_.emplace_back(std::make_unique<Row>(Row{
            std::string(cell[profile]), fmt::format("{}: {} / {}", cell[id], cell[english], cell[japanese]),
            std::string(cell[paragraph]), std::string(cell[expression])}));
        by_profile_[row.profile].push_back(
            {.key = cell[severity] == "information" ? guide_note_key : guide_rule_key,
             .human = row.human,
             .expression = row.expression,
             .source = row.paragraph,
             .is_error = false});
    }
}

GuideRules GuideRules::installed() {
    const auto folder = definitions::find_data_file("profiles");
    const auto table = folder ? base::read_file(*folder / "guide-rules.tsv")
                              : diag::Result<std::string>(tl::make_unexpected(folder.error()));
    return GuideRules(table ? *table : std::string());
}

const std::vector<profiles::Constraint>& GuideRules::of(std::string_view profile) const {
    static const std::vector<profiles::Constraint> none;
    const auto found = by_profile_.find(profile);
    return found == by_profile_.end() ? none : found->second;
}

} // namespace renkei::validate
