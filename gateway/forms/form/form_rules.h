// Rules between the items of a compiled form. Inside of form.h.
#pragma once

#include "gateway/forms/form/form_ids.h"

#include <cstdint>

namespace renkei::form {

enum class RuleKind : std::uint8_t {
    required_if, // if `subject` is one of `values` (or filled): every target must be filled
    empty_if,    // … : every target must be empty (a flag may be 0)
    exclusive,   // if `subject` is 1: no target may be 1
    order,       // subject <= target
    sum,         // subject = sum of targets
    one_of,      // of the targets at least / at most / exactly one is filled (values: least, most, exactly)
    agrees,      // subject = age in years on target[1] of a person born on target[0]
    pattern,     // every target matches values[0] (RE2)
    value,       // subject is one of values
    span,        // target is at most values[0] ("6 months", "30 days") after subject
    only_if,     // the targets may be filled only if all conditions hold
};

enum class RuleConditionKind : std::uint8_t {
    is,       // item is one of values
    is_not,   // item is none of values; an empty item is none
    filled,   // item is filled
    starts,   // item begins with one of values
    age,      // of a person born on `item`, on the day `other`: values[0] to values[1] full years
    last_row, // the row is the last one of its group
};

// One of the conditions of a rule under `when:`; all of them must hold.
struct RuleCondition {
    ItemId item;   // or none
    ItemId other;  // kind age
    GroupId group; // kind last_row
    RuleConditionKind kind;
    std::uint8_t unused;
    std::uint32_t first_value; // into rule_values()
    std::uint32_t values;
};

struct Rule {
    Str id;
    Str text; // what is wrong, in Japanese, for the person who filled the form
    RuleKind kind;
    std::uint8_t severity;      // diag::Severity
    ItemId subject;             // or none
    std::uint32_t first_target; // into rule_targets()
    std::uint32_t targets;
    std::uint32_t first_value; // into rule_values()
    std::uint32_t values;
    std::uint32_t first_condition; // into rule_conditions()
    std::uint32_t conditions;
    std::uint8_t any;  // required_if: one filled target is enough
    std::uint8_t stop; // the two answers contradict each other: a page says so above all others
};

// What a rule is about: an item, or all rows of a group.
class RuleTarget {
public:
    RuleTarget(ItemId item) : value_(item.value) {}                   // NOLINT(google-explicit-constructor)
    RuleTarget(GroupId group) : value_(group.value | group_target) {} // NOLINT(google-explicit-constructor)

    bool is_group() const { return (value_ & group_target) != 0; }
    ItemId item() const { return ItemId(value_); } // if it is no group
    GroupId group() const { return GroupId(value_ & ~group_target); }
    bool operator==(const RuleTarget&) const = default;

private:
    static constexpr std::uint32_t group_target = 0x10000;
    std::uint32_t value_;
};
static_assert(sizeof(RuleTarget) == sizeof(std::uint32_t));

} // namespace renkei::form
