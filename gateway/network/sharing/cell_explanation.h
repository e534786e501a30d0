// Why the cell that a decision names permits or denies: each condition by itself, and all that is missing.
#pragma once

#include "gateway/network/sharing/decision.h"
#include "gateway/network/sharing/reading_request.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::sharing {

struct ConditionState {
    Condition condition;
    std::optional<Reason> state; // nothing: not asked here; `allowed`: met
};
// What the cell lists, the consent where it is asked, and what else is not met.
std::vector<ConditionState> condition_states(const Matrix& matrix, const ReadingRequest& request,
                                             const Decision& decision);

// What would change the decision, a sentence each.
std::vector<std::string> remedies(const Matrix& matrix, const ReadingRequest& request,
                                  const Decision& decision, diag::Language language);
// Where the relation of the cell is missing: those of the other cells that give a right.
std::vector<std::string> other_relations(const Matrix& matrix, const ReadingRequest& request,
                                         const Decision& decision, diag::Language language);

// The day at which the registration stopped to open anything: its end, its last day or its view deadline.
struct RegistrationPast {
    time::Date day;
    std::string_view word; // of RegistrationEnd, or `expired`, `view_deadline`
};
std::optional<RegistrationPast> registration_past(const ReadingRequest& request, const Decision& decision);

} // namespace renkei::sharing
