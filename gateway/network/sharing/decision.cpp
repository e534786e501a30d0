#include "gateway/network/sharing/decision.h"

namespace renkei::sharing {
namespace {

struct ReasonCondition {
    Reason reason;
    Condition condition;
};
constexpr ReasonCondition reason_conditions[] = {
    {Reason::insurer_not_started, Condition::live},
    {Reason::function_not_offered, Condition::function},
    {Reason::not_stored, Condition::not_stored},
    {Reason::not_registered, Condition::registered},
    {Reason::registration_ended, Condition::registered},
    {Reason::registration_expired, Condition::registered},
    {Reason::identity_not_checked, Condition::identity},
    {Reason::view_deadline_passed, Condition::view_until},
    {Reason::registration_lapsed, Condition::claims},
    {Reason::no_opinion_request, Condition::opinion_request},
    {Reason::case_closed, Condition::board_case},
    {Reason::not_delivered, Condition::delivery},
    {Reason::doctor_refuses, Condition::doctor},
    {Reason::result_not_delivered, Condition::result},
    {Reason::service_type, Condition::service_type},
    {Reason::job, Condition::job},
    {Reason::purpose, Condition::purpose},
    {Reason::emergency_no_reason, Condition::emergency},
    {Reason::consent_missing, Condition::consent},
    {Reason::consent_other, Condition::consent},
    {Reason::consent_not_begun, Condition::consent},
    {Reason::consent_expired, Condition::consent},
    {Reason::consent_refused, Condition::consent},
    {Reason::consent_withdrawn, Condition::consent},
    {Reason::consent_contradicts, Condition::consent},
    {Reason::hidden, Condition::hidden},
    {Reason::died, Condition::dead},
};

} // namespace

std::optional<Condition> condition_of(Reason reason) {
    const auto* const found = std::ranges::find(reason_conditions, reason, &ReasonCondition::reason);
    return found == std::end(reason_conditions) ? std::nullopt : std::optional(found->condition);
}

} // namespace renkei::sharing
