// One request to read one kind of information about one person, with everything that its decision needs. It
// views what the caller keeps.
#pragma once

#include "gateway/network/sharing/consent.h"
#include "gateway/network/sharing/insurer.h"
#include "gateway/network/sharing/matrix.h"
#include "gateway/network/sharing/opinion_request.h"
#include "gateway/network/sharing/person_state.h"
#include "gateway/network/sharing/registration.h"

#include <optional>
#include <span>
#include <string_view>

namespace renkei::sharing {

// A case before the certification board that its member may read; both days count.
struct BoardCase {
    time::Date from{};
    std::optional<time::Date> until{};
};

struct ReadingRequest {
    base::Millis at = 0;
    std::optional<KindId> kind{};     // nothing: none that the matrix knows
    ActorId reader{};                 // who reads
    std::optional<Purpose> purpose{}; // nothing: not stated
    bool has_emergency_reason = false;

    // What is read.
    bool is_own = false;       // the reader's organisation made it
    bool names_reader = false; // as a receiver
    PlanState plan_state = PlanState::none;
    bool doctor_agrees = true;
    bool result_is_delivered = true;

    // Who reads.
    std::span<const policy::Number> numbers{}; // of the organisation
    std::string_view insurer{};                // number of a municipality
    std::string_view service_type{};           // of the office; empty: as a registration that holds says it
    std::string_view job{};                    // of the user; empty: not stated
    std::optional<Agent> ground{};             // of who reads for the person

    // What the reader is to the person.
    std::span<const Registration> registrations{}; // of its offices for this person; each is tried for itself
    std::span<const OpinionRequest> opinion_requests{}; // to this institution about this person
    const BoardCase* board_case = nullptr;              // null: none
    bool makes_plan = false; // the 届出 stands, apart from what a registration says
    bool gives_care_service = false;
    bool is_deemed_care_office = false;

    const PersonState& person;
    std::span<const Consent> consents{}; // of this person
    const Insurer& person_insurer;       // the present insurer of the person
};

} // namespace renkei::sharing
