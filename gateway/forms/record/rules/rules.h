// The rules of a form, ready to be checked: what each value may be, how many rows a group has, and what holds
// between items. Compiled once per form; checking changes nothing, so threads may share it.
//
// A flag counts as filled when it says 1; where required-if asks for each of its targets, 0 is an answer too.
// A reason instead of a value answers required-if, but does not fill an item that must be filled. A rule
// looks at one row at a time: the deepest one that its items are in, and those above.
#pragma once

#include "gateway/core/base/number.h"
#include "gateway/core/diag/result.h"
#include "gateway/forms/form/text_pattern.h"
#include "gateway/forms/form/wordings.h"
#include "gateway/forms/record/value/record.h"

#include <functional>
#include <vector>

namespace renkei::record {

// What a finding is about, for a caller that knows the source: an item of a row, or the rows of a group below
// `row` (item none).
struct ItemLocation {
    const Row& row;
    form::ItemId item;
    form::GroupId group;
    std::uint32_t offset; // of the value in the source; 0 if it stood nowhere
};
using Places = std::function<diag::Where(const ItemLocation&)>;

// Two answers of a record that cannot both be true, as a rule with `stop:` says: there is none, and one is
// named. A text that names nothing (「特になし」) contradicts nothing.
struct Contradiction {
    form::RuleId rule;
    const Row& asked; // has the rule's subject
    const Row& named; // has the target, or the rows of it
    form::RuleTarget target;
};
std::vector<Contradiction> contradictions(const form::Form& form, const form::Wordings& wordings,
                                          const Record& record);

class Rules {
public:
    enum class Taken : std::uint8_t { all, stops };
    // All must outlive the rules. With a syntax, an item it has no place for need not be filled. By the
    // wordings a text names nothing.
    explicit Rules(const form::Form& form, const form::Syntax* syntax = nullptr,
                   const form::Wordings* wordings = nullptr, Taken taken = Taken::all);

    // Adds what is wrong to the report: row by row, in each row the items first, then the rules between them.
    void check(const Record& record, diag::Report& report, const Places& places) const;

private:
    friend class RuleCheck;
    using PatternId = base::Id<struct PatternTag, std::uint16_t>;
    struct ValueRules { // of one item
        form::ItemId item;
        form::FormatId format; // or none
        PatternId pattern;     // or none
        PatternId format_pattern;
        std::optional<base::Number> min;
        std::optional<base::Number> max;
        std::optional<base::Number> plausible_min; // or both none
        std::optional<base::Number> plausible_max;
        bool is_number;
    };
    struct GroupRules {
        std::vector<std::uint64_t> required;   // bit per slot
        std::vector<std::uint64_t> restricted; // … whose value has a rule of its own
        std::vector<ValueRules> values;        // by slot
        std::vector<form::GroupId> bounded;    // groups below with a number of rows
        std::vector<form::RuleId> rules;       // rules that look at a row of this group
    };

    bool has_place(form::ItemId item) const;
    void add_values(form::ItemId item);
    void add_rule(form::RuleId rule);
    PatternId add_pattern(form::Str re2);

    const form::Form* form_;
    const form::Syntax* syntax_;
    const form::Wordings* wordings_; // or null
    base::IdVector<form::GroupId, GroupRules> groups_;
    base::IdVector<PatternId, form::TextPattern> patterns_;
    base::IdVector<form::RuleId, PatternId> rule_patterns_;
};

} // namespace renkei::record
