// The state of one decision as one JSON object: what would be looked up for a request, said beforehand. So a
// table of cases is checked in bulk, and a decision is explained without a store. docs/policy.md lists the
// members.
#pragma once

#include "gateway/network/sharing/reading_request.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::sharing {

struct State {
    base::Millis at = 0;
    std::string kind{}; // as said; it need not be known
    ActorId reader{};
    bool is_own = false;
    bool names_reader = false;
    PlanState plan_state = PlanState::none;
    bool doctor_agrees = true;
    bool result_is_delivered = true;

    std::string caller_insurer{};
    std::string service_type{};
    std::string job{};
    std::optional<Agent> ground{};
    bool makes_plan = false;
    bool gives_care_service = false;
    bool is_deemed_care_office = false;
    std::vector<OpinionRequest> opinion_requests{};
    std::optional<BoardCase> board_case{};
    std::vector<Registration> registrations{};

    std::optional<Purpose> purpose{};
    bool has_emergency_reason = false;
    PersonState person{};
    std::vector<Consent> consents{};
    Insurer insurer{};

    // Views this state.
    ReadingRequest request(const Matrix& matrix) const;
};

// The number of the organisation that reads in every state, and of another one.
const policy::Number& own_number();
const policy::Number& other_number();

// Of an insurer that takes part, for a person without special circumstances.
State plain_state();
// Unknown members and words are errors that name the place.
diag::Result<State> read_state(const Matrix& matrix, std::string_view json);

} // namespace renkei::sharing
