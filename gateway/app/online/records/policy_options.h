// The options of renkei policy explain: who asks for what, and what is known of them.
#pragma once

#include "gateway/app/online/setup/command_line.h"
#include "gateway/network/sharing/state.h"

#include <string>
#include <vector>

namespace renkei::online {

struct PolicyOptions {
    std::string who{};  // ACTOR[:SERVICE_TYPE[:JOB]]
    std::string what{}; // a kind of information or a form
    std::string date{}; // empty: now
    std::string purpose{};
    std::string ground{};
    std::vector<std::string> relations{};
    std::string consent = "none";
    std::string plan = "none";
    std::string insurer = "live";
    std::string live_from{};
    std::vector<std::string> functions{}; // NAME=DAY
    std::string hidden = "none";
    std::string care_level = "care";
    bool has_died = false;
    bool has_reason = false;
    std::string settings{}; // JSON

    // The state that they describe. A word that is not known is an error that lists those that are.
    diag::Result<sharing::State> state(const sharing::Matrix& matrix) const;
};

void add_policy_options(Command& command, PolicyOptions& options);

} // namespace renkei::online
