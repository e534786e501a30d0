// An insurer (市町村): since when it takes part in the care hub, and what it chose where the rules leave a
// choice. docs/policy.md names each choice.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/core/time/date.h"
#include "gateway/network/sharing/words.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::sharing {

struct InsurerSettings {
    bool strict = false;                     // offices and institutions need consent for every cell
    bool deemed_care_office = false;         // みなし介護事業所: hospitals read as care offices
    bool plans_before_start = false;         // care plans do not wait for the insurer's start
    std::vector<std::string> closed_kinds{}; // whose cells that only we opened (matrix.tsv) are closed
    bool doctor_consent = false;             // an opinion needs the doctor's agreement
    bool result_delivered = false;           // certification information needs the result to have arrived
    std::vector<Agent> proxies{Agent::legal_representative}; // who reads and consents for the person
    unsigned grace_months = 3;        // without claims, after which a registration opens nothing
    bool emergency = false;           // an emergency with a stated reason stands for the consent
    bool disaster = false;            // other municipalities read in a disaster
    bool board_without_names = false; // members of the board read papers without whom they are about
    bool operator==(const InsurerSettings&) const = default;
};

// One function of the hub (the matrix names them) begins on a day.
struct FunctionStart {
    std::string function;
    time::Date from;
    bool operator==(const FunctionStart&) const = default;
};

struct Insurer {
    std::string number{}; // six digits
    InsurerState state = InsurerState::unknown;
    std::optional<time::Date> live_from{};  // counts only in state live
    std::vector<FunctionStart> functions{}; // one that is missing is not offered yet
    InsurerSettings settings{};
    bool operator==(const Insurer&) const = default;
};

// One JSON object, keys in a fixed order; and back: unknown members and words are errors that name the place.
std::string to_json(const Insurer& insurer);
diag::Result<Insurer> read_insurer(std::string_view json);
// The object of its settings alone.
diag::Result<InsurerSettings> read_insurer_settings(std::string_view json);

} // namespace renkei::sharing
