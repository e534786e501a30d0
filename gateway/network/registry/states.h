// What is known of persons and insurers, changed by an operator. Each change is written and audited in one
// transaction.
#pragma once

#include "gateway/network/registry/subject.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace renkei::registry {

// What is given takes the place of what was; a value that is empty within takes it away.
struct StateChange {
    std::optional<sharing::Hidden> hidden{};
    std::optional<std::optional<base::Millis>> died{};
    std::optional<std::string> insurer{}; // six digits
    std::optional<std::optional<base::Millis>> moved_in{};
    std::optional<sharing::CareLevel> care_level{};
};
// Hiding and death hold for the person, so they are changed under every number that has a state; the rest
// under this one. Returns what holds then. If nothing changes, nothing is written.
struct ChangedState {
    sharing::PersonState state{};
    std::vector<std::string> changed{}; // names of members
};
diag::Result<ChangedState> change_state(store::Store& store, const Subject& subject,
                                        const StateChange& change);

// `make` is asked inside the transaction; `before` has no more than its number if the insurer is new. Returns
// whether something changed.
using MakeInsurer = std::function<diag::Result<sharing::Insurer>(const sharing::Insurer& before)>;
diag::Result<bool> change_insurer(store::Store& store, const std::string& number, const MakeInsurer& make);

} // namespace renkei::registry
