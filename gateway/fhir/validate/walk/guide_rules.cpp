#include "gateway/fhir/validate/walk/guide_rules.h"

#include "gateway/core/base/file.h"
#include "gateway/core/text/tab_table.h"
#include "gateway/fhir/definitions/r4_definitions.h"

namespace renkei::validate {

// profile, paragraph, severity, expression, then what `human` is
GuideRules::GuideRules(std::string table) : table_(std::move(table)) {
    for (std::string_view line : text::table_lines(table_)) {
        const std::string_view profile = text::next_part(line, '\t');
        const std::string_view paragraph = text::next_part(line, '\t');
        const bool is_note = text::next_part(line, '\t') == "information";
        const std::string_view expression = text::next_part(line, '\t');
        by_profile_[profile].push_back({.key = is_note ? guide_note_key : guide_rule_key,
                                        .human = line,
                                        .expression = expression,
                                        .source = paragraph,
                                        .is_error = false});
    }
}

std::string GuideRules::installed() {
    const auto folder = definitions::find_data_file("profiles");
    return folder ? base::read_file(*folder / "guide-rules.tsv").value_or(std::string()) : std::string();
}

const std::vector<profiles::Constraint>& GuideRules::of(std::string_view profile) const {
    static const std::vector<profiles::Constraint> none;
    const auto found = by_profile_.find(profile);
    return found == by_profile_.end() ? none : found->second;
}

} // namespace renkei::validate
