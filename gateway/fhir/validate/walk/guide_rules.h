// Rules of implementation guides that stand in their prose only, as data beside the packages
// (profiles/guide-rules.tsv): invariants that no profile states.
#pragma once

#include "gateway/fhir/profiles/structure.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::validate {

// The key of such an invariant says how grave it is; its `source` is the paragraph, its `human` the id, the
// rule in English and in Japanese, separated by tabs.
inline constexpr std::string_view guide_rule_key = "guide-rule";
inline constexpr std::string_view guide_note_key = "guide-note"; // information
inline bool is_guide_rule(const profiles::Constraint& constraint) {
    return constraint.key == guide_rule_key || constraint.key == guide_note_key;
}

class GuideRules {
public:
    explicit GuideRules(std::string table);
    GuideRules(const GuideRules&) = delete; // the rules point into its text

    // The installed table; empty where the program has none.
    static std::string installed();

    // What the guide says beyond this profile.
    const std::vector<profiles::Constraint>& of(std::string_view profile) const;

private:
    const std::string table_;
    std::map<std::string_view, std::vector<profiles::Constraint>> by_profile_;
};

} // namespace renkei::validate
