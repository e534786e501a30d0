// What was done with a care plan, by a record that is data alone (mappings/ledger). plan-acts.tsv says which
// kinds of records say it, and where.
#pragma once

#include "gateway/network/sharing/words.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::sharing {

struct PlanAct {
    PlanState state = PlanState::none; // none: it was cancelled
    std::vector<std::string> plans{};  // their numbers
};

std::vector<std::string_view> kinds_of_plan_acts(); // each once
// `record`: its JSON. Nothing: it cannot be read.
std::optional<PlanAct> plan_act(std::string_view kind, std::string_view record);

} // namespace renkei::sharing
